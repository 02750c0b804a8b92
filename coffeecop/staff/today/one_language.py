"""What residents read in one language alone, since nobody has written the other one yet."""

from collections import defaultdict
from collections.abc import Mapping, Sequence

from sqlalchemy import ColumnElement, func, select

from coffeecop.db import db
from coffeecop.models import Language, Matter
from coffeecop.staff.summaries.matters import is_read_only_in


def number_in_one_language(agency_id: int) -> ColumnElement[int]:
    is_in_one = is_read_only_in(*Language)
    own = select(func.count(Matter.id)).where(Matter.agency_id == agency_id, is_in_one)
    return own.scalar_subquery()


def matters_in_one_language(agency_id: int) -> Mapping[Language, Sequence[Matter]]:
    """Return the matters by the language that a part of their words has alone."""
    found = defaultdict(list)
    columns = [is_read_only_in(language) for language in Language]
    own = select(Matter, *columns).where(Matter.agency_id == agency_id, is_read_only_in(*Language))
    for matter, *are_only_in in db.session.execute(own.order_by(Matter.id)):
        for language, is_it in zip(Language, are_only_in, strict=True):
            if is_it:
                found[language].append(matter)
    return found
