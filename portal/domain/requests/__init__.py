"""The life of a request: votes, seats, reminders, escalation, and the time people have. Pure."""
