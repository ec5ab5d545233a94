"""Projects and resources, as lists and pages."""
