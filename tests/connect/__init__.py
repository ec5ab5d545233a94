"""Tests of connecting to an organisation that has Azure already."""
