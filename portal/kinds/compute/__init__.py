"""Compute and the quota it needs."""
