"""The walk of one operation: intent, send, wait, and the way back."""
