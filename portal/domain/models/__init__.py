"""Models: what serves where, with what evidence, and how a new version is let in. Pure."""
