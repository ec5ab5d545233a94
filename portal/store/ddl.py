"""The statements that make the tables and triggers as they are in this program, for one dialect.

A migration never runs these: it runs what was written from them when it was made, so that it stays what it was.
`python -m portal.store.ddl NAME` writes the file of the migration NAME: what the ones before it do not make.
"""

import sys
from collections.abc import Iterable
from difflib import SequenceMatcher
from pathlib import Path

import sqlalchemy as sa
from sqlalchemy.dialects import postgresql, sqlite
from sqlalchemy.schema import CreateIndex, CreateTable

from portal.store.invariants import statements
from portal.store.tables import metadata

DIALECTS = {"sqlite": sqlite.dialect, "postgresql": postgresql.dialect}
FOLDER = Path(__file__).with_name("migrations") / "versions"
END = ";;"
"""What ends a statement; a trigger's body holds single semicolons."""
ONLY = {dialect: f"-- {dialect}: " for dialect in DIALECTS}
"""How a line begins that one dialect alone has; every other line is spoken by both."""


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
    """The statements of a migration, as they were written for one dialect."""
    text = (FOLDER / f"{name}.sql").read_text(encoding="utf-8")
    others = tuple(mark for one, mark in ONLY.items() if one != dialect)
    lines = [line.removeprefix(ONLY[dialect]) for line in text.splitlines() if not line.startswith(others)]
    return [statement.strip() for statement in "\n".join(lines).split(END) if statement.strip()]


def carry_out(connection: sa.Connection, name: str) -> None:
    """Executes the statements of a migration, as they were written for the connection's dialect."""
    dialect = connection.dialect.name
    for statement in written(name, dialect):
        connection.exec_driver_sql(statement if dialect == "sqlite" else statement.replace("%", "%%"))


def before(name: str, dialect: str) -> list[str]:
    """Every statement of the migrations that come before `name`, which sort by name."""
    earlier = sorted(path.stem for path in FOLDER.glob("*.sql"))
    return [statement for one in earlier if one < name for statement in written(one, dialect)]


def additions(name: str, dialect: str) -> list[str]:
    """What the migration `name` has to say: tables, indexes and triggers that are new, columns that tables gained.

    Raises ValueError for a table or trigger that is there already and changed in another way.
    """
    earlier = before(name, dialect)
    known = {_subject(statement): statement for statement in earlier}
    made: list[str] = []
    for statement in ddl(dialect):
        was = known.get(_subject(statement))
        if was is None:
            made.append(statement)
        elif was != statement:
            made += [column for column in _columns(was, statement) if column not in earlier]
    return made


def write(name: str) -> None:
    """Writes what is new today as the file of the migration `name`: what both dialects say stands there once."""
    one, other = (_lines(additions(name, dialect)) for dialect in DIALECTS)
    mark, other_mark = ONLY.values()
    lines: list[str] = []
    for tag, start, end, first, last in SequenceMatcher(None, one, other, autojunk=False).get_opcodes():
        if tag == "equal":
            lines += one[start:end]
        else:
            lines += [f"{mark}{line}" for line in one[start:end]] + [
                f"{other_mark}{line}" for line in other[first:last]
            ]
    (FOLDER / f"{name}.sql").write_text("\n".join(lines) + "\n", encoding="utf-8")


def _lines(statements: Iterable[str]) -> list[str]:
    return [line for statement in statements for line in f"{statement}{END}".splitlines()]


def _subject(statement: str) -> str:
    """What a statement makes, as in `CREATE TABLE requests`."""
    return statement.splitlines()[0].split(" (")[0].split(" BEFORE ")[0].split(" ON ")[0]


def _columns(was: str, now: str) -> Iterable[str]:
    """The columns that a table gained, each as a statement."""
    table = _subject(now)
    old, new = ([line.strip().rstrip(",") for line in text.splitlines()] for text in (was, now))
    if not table.startswith("CREATE TABLE ") or any(line not in new for line in old):
        raise ValueError(f"{table} changed in a way that no written migration can follow: only columns may be added")
    gained = [line for line in new if line not in old]
    return [f"ALTER TABLE {table.removeprefix('CREATE TABLE ')} ADD COLUMN {line}" for line in gained]


if __name__ == "__main__":
    write(sys.argv[1])
