"""The templates of the catalogue, rendered, checked and run."""
