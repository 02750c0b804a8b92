"""What is due of a series and nobody has asked for yet: a look inside, and to ask for it."""

from collections.abc import Sequence
from datetime import date
from typing import Any, NamedTuple

from flask_babel import gettext as _
from sqlalchemy import Select, func, insert, select

from coffeecop.db import UtcDateTime, db
from coffeecop.models import Agency, Concern, StaffMember
from coffeecop.models.agency import lock_agency
from coffeecop.models.keys import stored
from coffeecop.parts.records.due import RECORDS, due
from coffeecop.parts.records.kinds import OF_CONCERNS, CannotBeDone, RecordsAction, Series
from coffeecop.parts.records.models.destructions import (
    MOST_LISTED,
    Destruction,
    DestructionItem,
    series_readable_by,
)
from coffeecop.parts.records.models.holds import readable_concerns
from coffeecop.parts.records.models.schedule import RetentionRule, rule_of, rules_of
from coffeecop.web.i18n import local

# What a destruction keeps of its line, since a schedule changes.
LINE = ("series", "trigger", "keep", "unit", "item", "source")


class Due(NamedTuple):
    """What is due of a series: how many, and the local days of the oldest and the newest."""

    number: int
    first_day: date
    last_day: date


def not_asked_yet(agency: Agency, rule: RetentionRule) -> Select[Any]:
    """Select what is due and in no destruction that somebody has asked for."""
    asked = (
        select(DestructionItem.number)
        .join(Destruction, Destruction.id == DestructionItem.destruction_id)
        .where(
            Destruction.agency_id == agency.id,
            Destruction.series == rule.series,
            Destruction.stopped_at.is_(None),
        )
    )
    return due(agency, rule).where(RECORDS[rule.series].model.id.not_in(asked))


def summary(agency: Agency, chosen: Select[Any]) -> Due | None:
    """Return how many records are selected, and their days; None for none."""
    rows = chosen.subquery()
    number, first, last = db.session.execute(
        select(
            func.count(),
            func.min(rows.c.moment, type_=UtcDateTime),
            func.max(rows.c.moment, type_=UtcDateTime),
        ).select_from(rows)
    ).one()
    if not number:
        return None
    return Due(number, local(first, agency).date(), local(last, agency).date())


def ask_for_destruction(rule: RetentionRule, *, key_hash: str, by: StaffMember) -> Destruction:
    """Ask that all that is due of a series is destroyed. Idempotent. May be refused."""
    lock_agency(by.agency_id)
    if earlier := stored(Destruction, key_hash):
        return earlier
    chosen = not_asked_yet(by.agency, rule)
    found = summary(by.agency, chosen)
    if found is None or rule.series not in series_readable_by(by):
        raise CannotBeDone(_("Everything that is due has been asked for."))
    destruction = Destruction(
        agency_id=by.agency_id,
        form_key_hash=key_hash,
        **{name: getattr(rule, name) for name in LINE},
        first_day=found.first_day,
        last_day=found.last_day,
        records=found.number,
        asked_by=by,
    )
    db.session.add(destruction)
    db.session.flush()
    numbers = db.session.scalars(chosen.with_only_columns(chosen.selected_columns.number)).all()
    items = [{"destruction_id": destruction.id, "number": number} for number in numbers]
    db.session.execute(insert(DestructionItem), items)
    return destruction.record(RecordsAction.DESTRUCTION_ASKED, by=by)


class ScheduleLine(NamedTuple):
    """A line of the schedule, and what is due of it that nobody has asked for."""

    rule: RetentionRule
    due: Due | None


def schedule_of(member: StaffMember) -> list[ScheduleLine]:
    agency, rules = member.agency, rules_of(member.agency)
    return [
        ScheduleLine(
            rule, summary(agency, not_asked_yet(agency, rule)) if rule.waits_for_approval else None
        )
        for rule in (rules[series] for series in series_readable_by(member))
    ]


def readable_rule(series: str, member: StaffMember) -> RetentionRule | None:
    """Return the department's line; one of the plain schedule is not stored yet."""
    if series not in series_readable_by(member):
        return None
    return rule_of(member.agency, Series(series))


class LookInside(NamedTuple):
    """The oldest of what is due, each with its moment; and what can be seen of it."""

    rows: Sequence[Any]
    concerns: dict[int, Concern]
    texts: dict[int, str]


def look_inside(rule: RetentionRule, member: StaffMember) -> LookInside:
    chosen = not_asked_yet(member.agency, rule).subquery()
    oldest = select(chosen).order_by(chosen.c.moment, chosen.c.number).limit(MOST_LISTED)
    rows = db.session.execute(oldest).all()
    numbers = [row.number for row in rows]
    own, look = RECORDS[rule.series], LookInside(rows, {}, {})
    if rule.series in OF_CONCERNS:
        found = db.session.scalars(readable_concerns(member).where(Concern.id.in_(numbers)))
        look.concerns.update((concern.id, concern) for concern in found)
    elif own.look is not None:
        told = db.session.execute(select(own.model.id, own.look).where(own.model.id.in_(numbers)))
        look.texts.update((number, text or "") for number, text in told)
    return look
