"""Effects that bring a model version to a stage."""
