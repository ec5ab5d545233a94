"""Routes, one file per topic."""
