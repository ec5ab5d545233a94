"""The inventory, and what something found may belong to. Pure."""
