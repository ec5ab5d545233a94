"""Azure: fast reads, writes through the official SDKs, and an emulator that stands in for the cloud."""
