"""Finds the private server of a home, or starts it."""

from portal.local.find import Say, find, find_or_start, find_or_start_async
from portal.local.server_file import Address

__all__ = ["Address", "Say", "find", "find_or_start", "find_or_start_async"]
