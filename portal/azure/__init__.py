"""Azure: fast reads, and writes through the official SDKs."""
