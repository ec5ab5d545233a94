"""One model: its versions, where they come from, what is wrong, and whose it is."""
