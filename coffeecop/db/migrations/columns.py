"""Columns and constraints as migrations write them; models' convention gives them their names."""

from collections.abc import Iterable

import sqlalchemy as sa
from alembic import op

IDS_ONCE = {"sqlite_autoincrement": True}


def make_table(name: str, *columns: sa.schema.SchemaItem, key: Iterable[str] = ()) -> None:
    """Create a table with a key of these columns, or with an id of its own that is never reused."""
    op.create_table(name, sa.PrimaryKeyConstraint(*key) if key else own_id(), *columns, **IDS_ONCE)


def own_id() -> sa.Column[int]:
    return sa.Column("id", sa.Integer(), primary_key=True)


def number(name: str, *, nullable: bool = False, default: str | None = None) -> sa.Column[int]:
    return sa.Column(name, sa.Integer(), nullable=nullable, server_default=default)


def to(name: str, other: str, rule: str = "RESTRICT", **options: bool) -> sa.Column[int]:
    """Refer to a row of another table: `nullable`, and with an index of its own if `index`."""
    key = sa.ForeignKey(f"{other}.id", ondelete=rule)
    return sa.Column(name, sa.Integer(), key, **{"nullable": False, **options})


def string(name: str, length: int = 32, *, nullable: bool = False) -> sa.Column[str]:
    return sa.Column(name, sa.String(length), nullable=nullable)


def form_key() -> sa.Column[str]:
    return sa.Column("form_key_hash", sa.String(64), nullable=False, unique=True)


def moment(name: str, *, nullable: bool = False) -> sa.Column[sa.DateTime]:
    return sa.Column(name, sa.DateTime(), nullable=nullable)


def truth(name: str, default: bool) -> sa.Column[bool]:
    value = sa.true() if default else sa.false()
    return sa.Column(name, sa.Boolean(), server_default=value, nullable=False)


def check(name: str, condition: str) -> sa.CheckConstraint:
    return sa.CheckConstraint(condition, name)


def not_blank(*names: str) -> list[sa.CheckConstraint]:
    return [check(f"{name}_not_blank", f"length(trim({name})) > 0") for name in names]


def one_of(column: str, values: Iterable[str]) -> str:
    return f"{column} IN ({', '.join(map(repr, values))})"


def create_index(table: str, *columns: str) -> None:
    op.create_index(op.f(f"ix_{table}_{'_'.join(columns)}"), table, list(columns))
