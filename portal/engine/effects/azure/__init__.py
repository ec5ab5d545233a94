"""Effects that make, change or end one resource of Azure."""
