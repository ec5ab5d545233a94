"""Telling people: events, notices, and their way out of the portal."""
