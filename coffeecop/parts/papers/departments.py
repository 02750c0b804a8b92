"""Which departments have their papers: the report on accessibility is of all of them."""

from collections.abc import Iterable

from sqlalchemy import select

from coffeecop.db import db
from coffeecop.models import Agency

NAME = "papers"


def with_papers(agencies: Iterable[Agency]) -> list[Agency]:
    return [each for each in agencies if NAME not in each.parts_off]


def departments_with_papers() -> list[Agency]:
    return with_papers(db.session.scalars(select(Agency).order_by(Agency.name)))
