"""Tests of gates and of the evidence that they are judged by."""
