"""`portal model` and `portal evidence`."""
