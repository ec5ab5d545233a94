"""Tables, connections, the chained audit, and migrations."""
