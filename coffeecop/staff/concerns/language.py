"""An answer in English to somebody who wrote in Spanish, and who could write it in Spanish."""

from collections.abc import Iterable

from sqlalchemy import select

from coffeecop.db import db
from coffeecop.engine.language import language_of
from coffeecop.models import (
    Concern,
    Event,
    Language,
    RosterEntry,
    RosterLanguage,
    SpokenLanguage,
    StaffMember,
)


def wrote_spanish(concern: Concern) -> bool:
    is_in_english = concern.text_language is Language.ENGLISH
    return concern.language is Language.SPANISH and not is_in_english


def looks_english(text: str) -> bool:
    return language_of(text) == Language.ENGLISH


def spanish_speakers(people: Iterable[StaffMember], agency_id: int) -> list[StaffMember]:
    """Return those whom a roster names with Spanish, and those who read these pages in it."""
    on_rosters = (
        select(RosterEntry.name)
        .distinct()
        .join(RosterEntry.language_rows)
        .join(Event, Event.id == RosterEntry.event_id)
        .where(Event.agency_id == agency_id, RosterLanguage.language == SpokenLanguage.SPANISH)
    )
    # With the rank before the name.
    names = [f" {name.casefold()}" for name in db.session.scalars(on_rosters)]
    return [
        each
        for each in people
        if each.language is Language.SPANISH
        or any(name.endswith(f" {each.name.casefold()}") for name in names)
    ]
