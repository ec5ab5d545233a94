"""Resource groups, workspaces, computes, deployments of templates, quotas and prices."""
