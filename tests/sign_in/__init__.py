"""Signing in at a shared server, and the directory behind it."""
