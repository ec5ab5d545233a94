"""The metadata that all tables share, and the columns they are made of."""

import sqlalchemy as sa

metadata = sa.MetaData(
    naming_convention={
        "pk": "pk_%(table_name)s",
        "ck": "ck_%(table_name)s_%(constraint_name)s",
        "uq": "uq_%(table_name)s_%(column_0_name)s",
        "ix": "ix_%(table_name)s_%(column_0_name)s",
        "fk": "fk_%(table_name)s_%(column_0_name)s",
    }
)


def one_of(column: str, words: tuple[str, ...]) -> sa.CheckConstraint:
    """A check that a column holds one of these words."""
    listed = ", ".join(f"'{word}'" for word in words)
    return sa.CheckConstraint(f"{column} IN ({listed})", name=f"{column}_known")


def key(name: str) -> sa.Column[str]:
    """A short text that names something."""
    return sa.Column(name, sa.String(200), nullable=False)


def text(name: str, default: str | None = "") -> sa.Column[str]:
    """A text of any length."""
    return sa.Column(name, sa.Text, nullable=False, default=default)


def stamp(name: str, nullable: bool = False) -> sa.Column[str]:
    """A moment, see `portal.clock.stamp`."""
    return sa.Column(name, sa.String(32), nullable=nullable)


def json(name: str) -> sa.Column[object]:
    """A JSON document."""
    return sa.Column(name, sa.JSON, nullable=False)


def number(name: str, default: int | None = 0, nullable: bool = False) -> sa.Column[int]:
    """A whole number."""
    return sa.Column(name, sa.BigInteger, nullable=nullable, default=default)
