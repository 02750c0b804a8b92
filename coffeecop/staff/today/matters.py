"""What Today shows of matters: those of an event, those to tap into a line, and those due."""

from collections import defaultdict
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from datetime import timedelta

from sqlalchemy import ColumnElement, bindparam, func, select

from coffeecop.db import db
from coffeecop.models import Event, Language, Matter, Role, StaffMember
from coffeecop.staff.summaries.heat_map import HeatMap
from coffeecop.staff.summaries.matters import (
    MatterHere,
    WhatMatters,
    is_read_only_in,
    matters_of_events,
    what_matters,
)

SOON = timedelta(days=7)
MOST_SHOWN, MOST_CHIPS = 2, 3
WITH_DUE = matters_of_events(Matter.due_on <= bindparam("until"))


@dataclass(frozen=True)
class MattersToday:
    # At the event that Today is about.
    here: WhatMatters = field(default_factory=WhatMatters)
    # Of the event of which a line is asked.
    heard: WhatMatters = field(default_factory=WhatMatters)
    # Promised, and late or due soon: one's own, and for whoever runs events all of the department.
    due: Sequence[Matter] = ()

    @property
    def rows(self) -> list[MatterHere]:
        """The largest; what only is due stands among those."""
        rows = [row for row in self.here.rows if row.share.number or row.matter not in self.due]
        return rows[:MOST_SHOWN]

    @property
    def chips(self) -> list[str]:
        return [row.matter.name for row in self.heard.rows if row.is_of_event][:MOST_CHIPS]


def matters_today(
    member: StaffMember, chart: HeatMap, event: Event | None, heard_at: Event | None
) -> MattersToday:
    """Return them for one person; `heard_at` is the event of which they are asked for a line."""
    totals = {each: chart.column_total(each) for each in (event, heard_at) if each}
    until = member.agency.today + SOON
    found = what_matters(totals, WITH_DUE, until=until)
    matters = {each for here in found.values() for each in here.all if _sees_to(member, each)}
    due = [(each.due_on, each.id, each) for each in matters if each.due_on and each.due_on <= until]
    return MattersToday(
        here=found[event.id] if event else WhatMatters(),
        heard=found[heard_at.id] if heard_at else WhatMatters(),
        due=[matter for *_place, matter in sorted(due)],
    )


def _sees_to(member: StaffMember, matter: Matter) -> bool:
    return member.has_any(Role.ORGANIZER) or member.id in (matter.owner_id, matter.deputy_id)


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
