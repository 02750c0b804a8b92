"""What residents find of what came of it."""

from collections import Counter
from collections.abc import Iterable
from dataclasses import dataclass
from itertools import pairwise
from typing import Any, NamedTuple

from sqlalchemy import select
from sqlalchemy.orm import joinedload

from coffeecop.db import db, now
from coffeecop.engine.stems import texts_with
from coffeecop.models import Event, EventStatus, Matter, MatterPhoto, MatterState, MatterStep
from coffeecop.parts import sections_at
from coffeecop.parts.links import Spot
from coffeecop.web.matters_shown import Pair, newest_matters, pair_of, published_matter
from coffeecop.web.paging import ListPage

PER_PAGE = 30
# In the order of the tabs.
TABS = (
    *(MatterState.DOING, MatterState.DONE, MatterState.ANSWERED, MatterState.CANNOT),
    MatterState.HEARD,
)


@dataclass(frozen=True)
class MattersFound:
    """A page of what has some words, and how much of that is in each state."""

    page: ListPage
    # None: in any state.
    state: MatterState | None
    in_state: Counter[MatterState]

    @property
    def total(self) -> int:
        return self.in_state.total()

    @property
    def tabs(self) -> list[tuple[MatterState, int]]:
        return [(each, self.in_state[each]) for each in TABS if self.in_state[each]]

    @property
    def pairs(self) -> list[Pair]:
        return [pair_of(each) for each in self.page.items]


class PublishedStep(NamedTuple):
    step: MatterStep
    # False: the same was said again in other words.
    has_words: bool


def list_matters(words: str, state: str, page: int) -> MattersFound:
    """Return the matters that have most of these words, the newest first."""
    published = db.session.scalars(newest_matters().options(joinedload(Matter.topic))).all()
    found = texts_with(words, {each.id: _whole_text(each) for each in published})
    matters = [each for each in published if each.id in found]
    in_state = Counter(each.state for each in matters)
    chosen = next((each for each in in_state if each == state), None)
    shown = [each for each in matters if chosen in (None, each.state)]
    listed = ListPage(page=page, per_page=PER_PAGE, error_out=False, rows=shown)
    return MattersFound(listed, chosen, in_state)


def matter_of_former_path(path: str) -> Matter | None:
    return db.session.scalar(newest_matters(Matter.former_path == path))


def shown_photo(matter_id: int, digest: str) -> MatterPhoto | None:
    """Return the photo of what residents read as the answer now."""
    matter = published_matter(matter_id)
    photo = matter.photo if matter else None
    return photo if photo and photo.digest == digest else None


def published_steps(matter: Matter) -> list[PublishedStep]:
    """Return its history, the oldest first; of what was said in new words the new words alone.

    A promise for another day stays, so that residents see that the day was moved.
    """
    answers = [each for each in matter.steps if not each.is_note]
    followed = {
        earlier.id: later for earlier, later in pairwise(answers) if earlier.state is later.state
    }
    return [
        PublishedStep(each, has_words=each.id not in followed)
        for each in matter.steps
        if each.id not in followed or followed[each.id].due_on != each.due_on
    ]


def event_to_tell(agency_id: int | None = None) -> Event | None:
    """Return where concerns go now: to the next event, or to the last if none is planned."""
    own = [Event.agency_id == agency_id] if agency_id else []
    # One that was entered when it was over has no page.
    there = Event.status == EventStatus.PUBLISHED, Event.has_page
    published = select(Event).where(*there, *own).limit(1)
    coming = published.where(Event.ends_at > now()).order_by(Event.starts_at, Event.id)
    return db.session.scalar(coming) or db.session.scalar(
        published.order_by(Event.starts_at.desc(), Event.id.desc())
    )


def head_of(pair: Pair) -> Iterable[tuple[str, Any]]:
    """Return what parts add to the head of its page: templates with their values."""
    return sections_at(Spot.HEAD, pair.matter.agency, pair.matter, [pair]).items()


def _whole_text(matter: Matter) -> str:
    """Return what residents read of it in either language, with its topic and place.

    Not what staff call it: a search would tell that too.
    """
    topic, venue = matter.topic, matter.venue
    named = (topic.name_en, topic.name_es) if topic else ()
    steps = [step for step, has_words in published_steps(matter) if has_words]
    said = [words for each in steps for words in (each.said_en, each.said_es)]
    where = matter.place, venue.name if venue else None
    return " ".join(filter(None, (matter.asked_en, matter.asked_es, *said, *named, *where)))
