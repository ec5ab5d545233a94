"""Azure: the emulator, our own reads, and the true SDKs against the emulator."""
