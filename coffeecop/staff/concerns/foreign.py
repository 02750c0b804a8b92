"""What helps who does not read the language of a concern. Nothing is translated."""

from collections.abc import Collection, Sequence
from typing import NamedTuple

from sqlalchemy import select
from sqlalchemy.orm import contains_eager

from coffeecop.db import db
from coffeecop.models import Concern, ConcernState, Event, StaffMember
from coffeecop.models.concern.conditions import in_event_stream
from coffeecop.staff.concern_list.filters import language_of_text
from coffeecop.staff.concern_list.search import alike
from coffeecop.staff.concerns.language import spanish_speakers, wrote_spanish
from coffeecop.web.i18n import current_language

# More than "more like this" asks, as nobody reads both: two of three are about the same topic.
LEAST_LIKENESS = 0.18
# Of so many those with an answer come first, as it can be used again.
MOST_CONSIDERED = 5
MOST_SHOWN = 3


class Foreign(NamedTuple):
    """Of a concern in another language, a colleague who speaks it."""

    speaker: StaffMember | None


def foreign(
    concern: Concern, reader: StaffMember, people: Collection[StaffMember]
) -> Foreign | None:
    """Return what to show beside a text that is not in the language that somebody reads."""
    if (concern.text_language or concern.language) is current_language():
        return None
    others = [each for each in people if each.id not in (reader.id, concern.assigned_to_id)]
    speakers = spanish_speakers(others, reader.agency_id) if wrote_spanish(concern) else []
    return Foreign(speakers[0] if speakers else None)


def saying_the_same(concern: Concern, reader: StaffMember) -> Sequence[Concern]:
    """Return what says about the same in the language of the page, the answered first."""
    found = alike([concern.id], [], reader).found
    near = [each.id for each in found if each.likeness >= LEAST_LIKENESS]
    if not near:
        return ()
    query = (
        select(Concern)
        .join(Concern.event)
        .where(
            Concern.id.in_(near),
            Event.agency_id == reader.agency_id,
            in_event_stream(),
            language_of_text() == current_language(),
        )
        .options(contains_eager(Concern.event))
    )
    nearest = sorted(db.session.scalars(query), key=lambda each: near.index(each.id))
    nearest = nearest[:MOST_CONSIDERED]
    return sorted(nearest, key=lambda each: each.state is not ConcernState.ANSWERED)[:MOST_SHOWN]
