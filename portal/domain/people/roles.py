"""The roles that the portal itself knows by name; all others stand in the catalogue alone."""

PLATFORM = "platform"
"""Those who look after every project and every resource."""
