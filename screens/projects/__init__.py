"""Projects, and what is there beside them."""
