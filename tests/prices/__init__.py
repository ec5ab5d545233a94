"""Tests of the price book and of how it is made anew."""
