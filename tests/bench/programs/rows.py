"""The rows that every list program shows: what an inventory of projects looks like."""

COLUMNS = ("Project", "Unit", "Phase", "Owner", "Spend")
UNITS = ("retail", "risk", "crm", "logistics")
PHASES = ("explore", "funded", "building", "live", "retired")
SUBJECTS = ("steel", "copper", "churn", "fraud", "credit", "demand", "spend", "route")


ProjectRow = tuple[str, ...]


def row(number: int) -> ProjectRow:
    """One row, the same for the same number."""
    subject = SUBJECTS[number * 7 % len(SUBJECTS)]
    return (
        f"{subject}-{number:06d}",
        UNITS[number % len(UNITS)],
        PHASES[number * 3 % len(PHASES)],
        f"person-{number % 97}",
        f"{number * 37 % 9000} €",
    )
