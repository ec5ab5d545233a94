"""Notices on their way out: where one may be sent, what it looks like there, and the one way to send it."""
