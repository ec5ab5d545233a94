"""Lists that draw only what one sees."""
