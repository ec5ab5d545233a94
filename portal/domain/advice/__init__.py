"""The advisor: which compute and which workspaces suit, by rules that are data of the catalogue. Pure."""
