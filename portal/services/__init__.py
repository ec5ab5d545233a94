"""Use cases: each opens its transaction."""
