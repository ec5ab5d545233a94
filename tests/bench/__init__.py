"""The speed budget, measured: `make bench` prints every row as a ratio with its interval."""
