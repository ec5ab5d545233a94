"""Rights: in the portal's projects, and in Azure. Pure."""
