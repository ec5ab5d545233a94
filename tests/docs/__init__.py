"""What `docs/` holds that is made from the code: pictures, keys, settings, commands."""
