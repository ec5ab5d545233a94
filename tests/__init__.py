"""Tests of ML Portal; their folders mirror the packages."""
