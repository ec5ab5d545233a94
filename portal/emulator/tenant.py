"""The one tenant of the emulated Azure."""

TENANT = "7b6f3a52-0d0e-4c8e-9a51-2f6a7f0c1d11"
