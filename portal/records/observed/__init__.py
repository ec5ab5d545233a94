"""What was seen of the world outside, and when."""
