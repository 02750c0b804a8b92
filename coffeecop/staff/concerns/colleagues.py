"""Who can be given a concern, and who of them speaks its resident's language."""

from collections.abc import Iterable, Sequence

from sqlalchemy import bindparam, select

from coffeecop.db import db
from coffeecop.engine.language import language_of
from coffeecop.models import (
    Concern,
    Event,
    Language,
    Role,
    RosterEntry,
    RosterLanguage,
    SpokenLanguage,
    StaffMember,
)
from coffeecop.web.i18n import current_language

COLLEAGUES = (
    select(StaffMember)
    .where(
        StaffMember.agency_id == bindparam("agency_id"),
        StaffMember.disabled_at.is_(None),
        StaffMember.is_demo.is_(False) | (StaffMember.id == bindparam("member_id")),
    )
    .order_by(StaffMember.name, StaffMember.id)
)


def colleagues(member: StaffMember, concern: Concern | None = None) -> Sequence[StaffMember]:
    """Return who can be given this concern, or any that is not a complaint."""
    may_read = COLLEAGUES
    if concern and concern.is_for_complaint_staff:
        may_read = may_read.where(StaffMember.role_rows.any(role=Role.COMPLAINTS))
    own = {"agency_id": member.agency_id, "member_id": member.id}
    return db.session.scalars(may_read, own).all()


def who_reads_it(
    concern: Concern, people: Iterable[StaffMember], reader: StaffMember
) -> StaffMember | None:
    """Return a colleague who speaks the language of a text that is not in that of the page."""
    if (concern.text_language or concern.language) is current_language():
        return None
    speakers = spanish_speakers(concern, people, reader.id, concern.assigned_to_id)
    return next(iter(speakers), None)


def wrote_spanish(concern: Concern) -> bool:
    is_in_english = concern.text_language is Language.ENGLISH
    return concern.language is Language.SPANISH and not is_in_english


def looks_english(text: str) -> bool:
    return language_of(text) == Language.ENGLISH


def spanish_speakers(
    concern: Concern, people: Iterable[StaffMember], *without: int | None
) -> list[StaffMember]:
    """Return those whom a roster names with Spanish, and those who read these pages in it."""
    if not wrote_spanish(concern):
        return []
    on_rosters = (
        select(RosterEntry.name)
        .distinct()
        .join(RosterEntry.language_rows)
        .join(Event, Event.id == RosterEntry.event_id)
        .where(
            Event.agency_id == concern.agency_id, RosterLanguage.language == SpokenLanguage.SPANISH
        )
    )
    # With the rank before the name.
    names = [f" {name.casefold()}" for name in db.session.scalars(on_rosters)]
    return [
        each
        for each in people
        if each.id not in without
        and (
            each.language is Language.SPANISH
            or any(name.endswith(f" {each.name.casefold()}") for name in names)
        )
    ]
