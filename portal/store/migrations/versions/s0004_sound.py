"""Mends what was kept of Azure before every value was looked at: one NaN made the whole column unreadable.

What cannot be said in JSON is taken out where it stands. A file of evidence that held such a thing is faulty from now
on, as it is when it is read today. Nothing of this is an act or a decision: those were never kept with such a value.
"""

import json
import math
import re
from typing import Any

import sqlalchemy as sa
from alembic import op

revision = "s0004"
down_revision = "s0003"
branch_labels = None
depends_on = None

TABLES = {"observations": ("source", "subject"), "observation_history": ("number",)}
ROWS_AT_ONCE = 500
LARGEST = 2**53 - 1
NO_TEXT = re.compile("[\x00\ud800-\udfff]")
FAULT = "it held a number or a text that JSON cannot say"


def upgrade() -> None:
    """Writes every value anew that is another one after it was mended."""
    connection = op.get_bind()
    for name, key in TABLES.items():
        table = sa.table(name, *map(sa.column, key), sa.column("value", sa.JSON))
        changed = []
        query = sa.select(*(table.c[one] for one in key), sa.cast(table.c.value, sa.Text))
        for *named, text in connection.execute(query, execution_options={"yield_per": ROWS_AT_ONCE}):
            value = json.loads(text)
            if (sound := mended(value)) != value:
                changed.append((named, sound))
        for named, sound in changed:
            mine = sa.and_(*(table.c[one] == part for one, part in zip(key, named, strict=True)))
            connection.execute(table.update().where(mine).values(value=sound))


def mended(value: Any) -> Any:
    """What was kept of one thing, without what JSON cannot say."""
    if not isinstance(value, dict):
        return clean(value)
    made = dict(value)
    if isinstance(made.get("evidence"), list):
        made["evidence"] = [_file(one) for one in made["evidence"]]
    if isinstance(made.get("metrics"), dict):
        made["metrics"] = {name: one for name, one in made["metrics"].items() if clean(one) is not None}
    return clean(made)


def _file(entry: Any) -> Any:
    body = entry.get("body") if isinstance(entry, dict) else None
    return {**entry, "body": None, "fault": FAULT} if clean(body, LARGEST) != body else entry


def clean(value: Any, largest: float = math.inf) -> Any:
    """A value in which nothing stands where something stood that JSON cannot say."""
    match value:
        case dict():
            return {NO_TEXT.sub("\ufffd", name): clean(one, largest) for name, one in value.items()}
        case list():
            return [clean(one, largest) for one in value]
        case str():
            return NO_TEXT.sub("\ufffd", value)
        case float() if not math.isfinite(value):
            return None
        case int() if abs(value) > largest:
            return None
        case _:
            return value
