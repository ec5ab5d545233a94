"""The server is killed at every boundary and at random instants; what is left is judged by the emulator's own ledger."""
