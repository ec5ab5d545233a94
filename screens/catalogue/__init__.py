"""The catalogue, and watching for room."""
