"""The observer keeps what was seen, and when."""
