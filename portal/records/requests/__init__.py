"""Requests as rows: what the rules of a decision need, and what is owed after a start."""
