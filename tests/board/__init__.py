"""The promotion board says only what was seen."""
