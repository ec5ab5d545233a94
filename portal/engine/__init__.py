"""The durable engine: runs the plans of started revisions, and starts what is due."""
