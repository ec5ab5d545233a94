"""The client against a server in a thread."""
