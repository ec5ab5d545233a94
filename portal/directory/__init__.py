"""Who people and groups are, read from where an organisation keeps them."""
