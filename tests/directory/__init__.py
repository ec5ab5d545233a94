"""People and groups as they were observed, and what rests on them."""
