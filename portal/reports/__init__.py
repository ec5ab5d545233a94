"""Exports: what the portal knows, as files for other programs and people."""
