"""The command `az ml` against the emulated Azure, as far as the templates' workflows use it."""
