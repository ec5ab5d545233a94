"""A portal that several people share: how it is served, who may write what, and how one comes to it."""
