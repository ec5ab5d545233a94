"""The checks of lint, one module for each part of the catalogue."""
