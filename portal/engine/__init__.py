"""Durable operations, and everything that touches the world outside."""
