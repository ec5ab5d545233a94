"""Asking for something, and one's requests."""
