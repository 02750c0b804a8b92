"""What the parties that may come to an event asked for."""

from collections import Counter
from typing import NamedTuple

from sqlalchemy import func, select

from coffeecop.db import db
from coffeecop.models import Event, Need, Rsvp, RsvpNeed, RsvpStatus
from coffeecop.staff.queries.suppression import SMALLEST_SHOWN

# A language says which officer to bring, and is no trait that singles a guest out.
ALWAYS_COUNTED = frozenset({Need.SPANISH})


class NeedCount(NamedTuple):
    need: Need
    # None if too small to be shown: one guest in a wheelchair is recognized at the door.
    parties: int | None


class Needs(NamedTuple):
    counts: list[NeedCount]
    # In the parties' own words, in an order that does not tell who wrote them.
    other_languages: list[str]


def needs_of(event: Event) -> Needs:
    """Return the needs that occur. Nobody's total is shown, so none can be worked out."""
    parties, languages = Counter[Need](), dict[str, str]()
    for need, language, number in db.session.execute(
        select(RsvpNeed.need, Rsvp.other_language, func.count())
        .join(Rsvp, Rsvp.id == RsvpNeed.rsvp_id)
        .where(Rsvp.event_id == event.id, Rsvp.status == RsvpStatus.COMING)
        .group_by(RsvpNeed.need, Rsvp.other_language)
        .order_by(RsvpNeed.need, Rsvp.other_language)
    ):
        parties[need] += number
        if need is Need.OTHER_LANGUAGE and language:
            languages.setdefault(language.casefold(), language)
    return Needs(
        [NeedCount(need, _shown(need, parties[need])) for need in Need if parties[need]],
        [languages[key] for key in sorted(languages)],
    )


def _shown(need: Need, parties: int) -> int | None:
    return parties if need in ALWAYS_COUNTED or parties >= SMALLEST_SHOWN else None
