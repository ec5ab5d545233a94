"""Adopting what was found."""
