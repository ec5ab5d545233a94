"""Campaigns of faults: what is asked for on a day on which nothing works, and what is true in the evening."""
