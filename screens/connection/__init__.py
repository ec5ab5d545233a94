"""The way to the server, and what is known without it."""
