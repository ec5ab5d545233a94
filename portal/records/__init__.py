"""Rows read and written inside somebody's transaction: nothing here opens one for a use case."""
