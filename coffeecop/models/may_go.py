"""Whether a row may go. A part may need it: who deletes, wipes or writes over one asks here."""

from typing import Any

from sqlalchemy import ColumnElement, exists, false, or_, select

from coffeecop.db import db
from coffeecop.parts import links_of
from coffeecop.parts.hooks import Keeper


class MustStay(Exception):
    """A part needs the row, such as for a case."""


def may_go(row: Any) -> bool:
    model = type(row)
    return all(
        not db.session.scalar(select(exists().where(model.id == row.id, needed)))
        for needed in _needed(model)
    )


def may_go_condition(model: Any) -> ColumnElement[bool]:
    """Match the rows that may go, for statements about many."""
    return ~or_(false(), *_needed(model))


def _needed(model: Any) -> list[ColumnElement[bool]]:
    """Return what matches rows that a case needs, also for departments that have the part off."""
    conditions = [each.condition(model) for each in links_of(None, Keeper)]
    return [each for each in conditions if each is not None]
