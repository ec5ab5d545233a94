"""Projects: new ones, and what changes about them."""
