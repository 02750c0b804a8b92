"""Columns and constraints as migrations write them, with the names that models give them."""

from collections.abc import Iterable

import sqlalchemy as sa
from alembic import op

IDS_ONCE = {"sqlite_autoincrement": True}


def id_of(table: str) -> tuple[sa.Column[int], sa.Constraint]:
    key = sa.PrimaryKeyConstraint("id", name=op.f(f"pk_{table}"))
    return sa.Column("id", sa.Integer(), nullable=False), key


def number(name: str, *, nullable: bool = False, default: str | None = None) -> sa.Column[int]:
    return sa.Column(name, sa.Integer(), nullable=nullable, server_default=default)


def string(name: str, length: int = 32, *, nullable: bool = False) -> sa.Column[str]:
    return sa.Column(name, sa.String(length), nullable=nullable)


def moment(name: str, *, nullable: bool = False) -> sa.Column[sa.DateTime]:
    return sa.Column(name, sa.DateTime(), nullable=nullable)


def truth(name: str, default: bool) -> sa.Column[bool]:
    value = sa.true() if default else sa.false()
    return sa.Column(name, sa.Boolean(), server_default=value, nullable=False)


def form_key(table: str) -> tuple[sa.Column[str], sa.Constraint]:
    unique = sa.UniqueConstraint("form_key_hash", name=op.f(f"uq_{table}_form_key_hash"))
    return string("form_key_hash", 64), unique


def refers(table: str, name: str, other: str, rule: str = "RESTRICT") -> sa.ForeignKeyConstraint:
    key = op.f(f"fk_{table}_{name}_{other}")
    return sa.ForeignKeyConstraint([name], [f"{other}.id"], name=key, ondelete=rule)


def check(table: str, name: str, condition: str) -> sa.CheckConstraint:
    return sa.CheckConstraint(condition, name=op.f(f"ck_{table}_{name}"))


def not_blank(table: str, *names: str) -> list[sa.CheckConstraint]:
    return [check(table, f"{name}_not_blank", f"length(trim({name})) > 0") for name in names]


def one_of(column: str, values: Iterable[str]) -> str:
    return f"{column} IN ({', '.join(map(repr, values))})"


def create_index(table: str, *columns: str) -> None:
    op.create_index(op.f(f"ix_{table}_{'_'.join(columns)}"), table, list(columns))
