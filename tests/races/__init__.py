"""Races: people and the portal act on one request at once, and a judge reads what came of it."""
