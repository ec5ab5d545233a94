"""What the demo knows before anybody acts in it."""
