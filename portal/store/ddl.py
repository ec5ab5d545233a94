"""The statements that make the tables and triggers as they are in this program, for one dialect.

A migration never runs these: it runs what was written from them when it was made, so that it stays what it was.
`python -m portal.store.ddl NAME` writes the two files of a first migration.
"""

import sys
from pathlib import Path

from sqlalchemy.dialects import postgresql, sqlite
from sqlalchemy.schema import CreateIndex, CreateTable

from portal.store.invariants import statements
from portal.store.tables import metadata

DIALECTS = {"sqlite": sqlite.dialect, "postgresql": postgresql.dialect}
FOLDER = Path(__file__).with_name("migrations") / "versions"
BETWEEN = "\n;;\n"
"""What stands between two statements; a trigger's body holds single semicolons."""


def ddl(dialect: str) -> list[str]:
    """Every statement, tables before their indexes and triggers last."""
    spoken = DIALECTS[dialect]()
    made = []
    for table in metadata.sorted_tables:
        made.append(str(CreateTable(table).compile(dialect=spoken)))
        ordered = sorted(table.indexes, key=lambda index: str(index.name))
        made += [str(CreateIndex(index).compile(dialect=spoken)) for index in ordered]
    lines = [*made, *statements(dialect)]
    return ["\n".join(line.rstrip() for line in statement.strip().splitlines()) for statement in lines]


def written(name: str, dialect: str) -> list[str]:
    """The statements of a migration, as they were written."""
    return (FOLDER / f"{name}.{dialect}.sql").read_text(encoding="utf-8").strip().split(BETWEEN)


def write(name: str) -> None:
    """Writes the statements of today as the files of a migration."""
    for dialect in DIALECTS:
        path = FOLDER / f"{name}.{dialect}.sql"
        path.write_text(BETWEEN.join(ddl(dialect)) + "\n", encoding="utf-8")


if __name__ == "__main__":
    write(sys.argv[1])
