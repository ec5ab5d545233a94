"""The portal server: one HTTP contract for screens, command line and scripts."""
