"""What people see: the terminal app. It speaks to a portal server through `portal.client` alone."""
