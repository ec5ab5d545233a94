"""What there is: projects, resources, their members and their use."""
