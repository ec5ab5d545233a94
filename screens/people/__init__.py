"""Who one is here: signing in and out, and what one may do."""
