"""The process that signs somebody in: the only program on a person's machine that loads the libraries of Azure."""
