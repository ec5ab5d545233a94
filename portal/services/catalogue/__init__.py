"""What may be asked for, and advice on it."""
