"""`portal request` and `portal inbox`."""
