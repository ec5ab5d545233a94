"""ML environments, asked for and checked."""
