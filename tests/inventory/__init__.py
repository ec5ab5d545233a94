"""The inventory: filters, totals that tie out, people with gaps, the demo's projects."""
