"""What there is: resources, their members, their use and what became of them, as rows."""
