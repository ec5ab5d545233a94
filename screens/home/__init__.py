"""Where one begins: first start, Home, the tour."""
