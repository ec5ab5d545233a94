"""Models, environments, jobs and what they left behind, in workspaces and registries."""
