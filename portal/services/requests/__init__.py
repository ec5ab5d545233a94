"""Requests: asked for, decided, started, and what is said afterwards."""
