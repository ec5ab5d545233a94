"""ML Portal: who does what, where, on an organisation's machine-learning platform."""
