"""People: accounts, roles by directory and sign-in, and who answers for what. Pure."""
