"""People as the portal knows them: who is in which group, by the directory or by app roles."""
