"""The command line: a headless twin of every screen, each command loaded only when it is called."""
