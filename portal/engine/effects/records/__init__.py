"""Effects whose thing is a row of the portal's own, and nothing in Azure."""
