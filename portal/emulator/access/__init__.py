"""Who may do what in the emulated Azure: roles, assignments, groups."""
