"""Project trees from templates: the cage that Copier runs in, and the checks that a tree must pass."""
