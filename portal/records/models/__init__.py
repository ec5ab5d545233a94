"""Models as rows: what serves where, with what evidence, and which promotion brought it."""
