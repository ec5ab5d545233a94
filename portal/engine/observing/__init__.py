"""Reading Azure for the board, the inventory and the quotas: what is asked, and what of the answers is kept."""
