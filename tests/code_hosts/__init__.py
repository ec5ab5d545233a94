"""Repositories of projects."""
