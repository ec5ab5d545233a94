"""The durable engine: operations, their effects, and how they survive what happens to them."""
