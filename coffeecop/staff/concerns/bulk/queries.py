from collections import Counter
from collections.abc import Iterable, Mapping, Sequence

from sqlalchemy import select
from sqlalchemy.orm import contains_eager, joinedload, selectinload

from coffeecop.db import db
from coffeecop.models import Concern, Event, Language, StaffMember
from coffeecop.models.concern_conditions import in_event_stream


def picked_concerns(ids: Sequence[int], member: StaffMember) -> list[Concern]:
    """Return those of these concerns that count, in this order; never a complaint."""
    query = (
        select(Concern)
        .join(Concern.event)
        .where(Concern.id.in_(ids), Event.agency_id == member.agency_id, in_event_stream())
        .options(
            contains_eager(Concern.event).joinedload(Event.agency),
            joinedload(Concern.contact),
            selectinload(Concern.messages),
            selectinload(Concern.merged_concerns).options(
                joinedload(Concern.contact), selectinload(Concern.messages)
            ),
        )
    )
    found = {concern.id: concern for concern in db.session.scalars(query)} if ids else {}
    return [found[each] for each in ids if each in found]


def with_merged(concerns: Iterable[Concern]) -> list[Concern]:
    """Return the concerns and those merged into them, each once."""
    return list(dict.fromkeys(each for one in concerns for each in (one, *one.merged_concerns)))


def languages_of(concerns: Iterable[Concern]) -> Mapping[Language, int]:
    """Return how many of those who can read an answer read each language."""
    number = Counter(each.language for each in concerns if each.can_be_answered)
    return {language: number[language] for language in Language if number[language]}


def other_language(concern: Concern) -> Language | None:
    """Return the language of some who say the same, if it is not that of the concern."""
    languages = languages_of(concern.merged_concerns)
    return next((each for each in languages if each is not concern.language), None)
