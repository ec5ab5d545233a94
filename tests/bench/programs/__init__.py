"""Small programs that the speed budget compares: one list each, and nothing around it."""
