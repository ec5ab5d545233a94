"""How long things stay, and what happens when their time ends."""
