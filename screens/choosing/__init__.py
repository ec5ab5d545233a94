"""Finding and choosing by typing: palette, help, go to."""
