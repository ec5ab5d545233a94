"""Tests of the portal server."""
