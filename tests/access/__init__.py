"""Rights, money, quota and exceptions, from the wish to what came of it."""
