"""Promotions and rollbacks as people ask for them, decide on them, and see them carried out."""
