"""The effects of a promotion, against the emulated Azure through the real SDKs."""
