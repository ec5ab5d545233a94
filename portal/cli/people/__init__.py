"""Sign-in, deputies and notices of the caller."""
