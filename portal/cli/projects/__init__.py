"""`portal project`."""
