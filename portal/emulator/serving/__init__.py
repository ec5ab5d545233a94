"""Endpoints, deployments, who gets how much of the traffic, and how they answer."""
