"""Adopting: what was found becomes the portal's to look after."""
