"""Leases: longer, other sizes, and the end."""
