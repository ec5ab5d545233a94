"""An Azure Resource Manager that keeps all its state in one SQLite file and obeys a clock."""
