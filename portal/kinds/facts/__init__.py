"""What a plan may know of the world: resources, models and what was observed."""
