"""Access: a role for a person in a project, or in its Azure."""
