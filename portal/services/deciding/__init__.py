"""Who decides: votes, questions, deputies, and on whom a request waits."""
