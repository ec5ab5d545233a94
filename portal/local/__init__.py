"""Finds the private server of a home, or starts it."""

from portal.local.find import Say, find
from portal.local.server_file import Address
from portal.local.start import find_or_start, find_or_start_async

__all__ = ["Address", "Say", "find", "find_or_start", "find_or_start_async"]
