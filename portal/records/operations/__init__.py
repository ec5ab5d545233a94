"""What was started: operations, their steps, and the records that survive a kill."""
