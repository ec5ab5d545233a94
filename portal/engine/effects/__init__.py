"""The effects, one file each: what the portal can make happen. They are listed in `registry`."""
