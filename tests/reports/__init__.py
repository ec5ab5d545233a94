"""Exports are safe to open and hold what the screen shows."""
