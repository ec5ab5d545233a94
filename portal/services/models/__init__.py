"""Models: what serves where, what it takes to move on, and what was moved."""
