"""Tests of notices: where they may go, what they look like, and that none is lost."""
