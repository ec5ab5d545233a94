"""`portal catalog` and `portal advise`."""
