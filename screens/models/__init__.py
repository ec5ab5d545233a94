"""The board of models, their pages, and moving them."""
