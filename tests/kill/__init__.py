"""Engines are killed at every boundary and at random instants; the emulator's own ledger judges what is left."""
