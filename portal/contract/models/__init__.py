"""Models on the wire: the board, one model's page, and its gates."""
