"""What the end of a lease needs to know of Azure."""
