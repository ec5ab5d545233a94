"""What waits for a decision, and deciding."""
