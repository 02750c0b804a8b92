"""What an event's report tells. Only protected figures leave this module."""

from collections import defaultdict
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from math import ceil
from typing import Any, NamedTuple

from flask_babel import gettext as _
from sqlalchemy import Row, Select, select
from sqlalchemy.orm import joinedload

from coffeecop.db import db, now
from coffeecop.models import (
    AssignedBy,
    CommunityShare,
    Concern,
    ConcernMention,
    ConcernTopic,
    Event,
    EventLine,
    Language,
    Matter,
    MatterConcern,
    MentionKind,
    Phase,
    ShareKind,
    Topic,
)
from coffeecop.models.concern.conditions import DAY, Wait, asked, counts_for_event, median_wait
from coffeecop.models.concern.counts import States
from coffeecop.models.matters.queries import is_published
from coffeecop.models.suggestions import is_sure
from coffeecop.models.topics import OTHER, PRAISE
from coffeecop.parts.reports.areas import AreaFinder
from coffeecop.parts.reports.figures import (
    Count,
    Heard,
    Protected,
    Raised,
    TopicLine,
    heard,
    protect,
    protect_row,
    topic_lines,
)
from coffeecop.parts.reports.shares import shares_of
from coffeecop.staff.concern_list.conditions import language_of_text
from coffeecop.staff.events.lines.line import lines_of
from coffeecop.staff.events.queries import turnouts
from coffeecop.staff.summaries.survey import (
    LARGEST_SMALL,
    SMALLEST_SHOWN,
    Opinion,
    answers_by_step,
    opinion,
)
from coffeecop.web.concern_labels import ASKED_NAMES, label

# Of each kind the largest, so that the report stays on one page.
MOST_LANGUAGES, MOST_AREAS = 6, 7

Concerns = Sequence[Row[*tuple[Any, ...]]]


class Counted(NamedTuple):
    """What was counted, how much, and the filters of the list that has it, if there is one."""

    name: str
    # None: it was not.
    number: Count | None
    args: Mapping[str, Any] | None = None

    @property
    def words(self) -> str:
        if self.number is None:
            return _("not counted")
        return str(self.number.label if isinstance(self.number, Protected) else self.number)


@dataclass(frozen=True)
class EventReport:
    event: Event
    # What staff heard, in their own words.
    lines: Sequence[EventLine]
    # People who came; None: not counted.
    heads: Count | None
    # None: fewer than five, of which nothing more is told.
    concerns: int | None
    has_concerns: bool
    topics: Sequence[TopicLine]
    # Whether more may have raised a topic.
    is_perhaps_more: bool
    counts: Sequence[Counted]
    survey: Mapping[str, Opinion]
    heard: Sequence[Heard]
    # Languages that the pages do not have.
    uncounted: Sequence[str]


def event_reports(events: Sequence[Event]) -> list[EventReport]:
    """Return what each of these tells, in as many statements for many as for one."""
    if not events:
        return []
    ids = [event.id for event in events]
    shares, answers = shares_of(events[0].agency_id), answers_by_step(*events)
    turnout, lines, concerns = turnouts(events), lines_of(*events), _by_event(_concerns(ids))
    matters, topics = _by_event(_matters_raised(ids)), _by_event(_topics_raised(ids))
    places: dict[int, list[str]] = defaultdict(list)
    mentioned = select(ConcernMention.concern_id, ConcernMention.key).join(ConcernMention.concern)
    for concern_id, key in db.session.execute(
        mentioned.where(Concern.event_id.in_(ids), ConcernMention.kind == MentionKind.PLACE)
    ):
        places[concern_id].append(key)

    def report(event: Event) -> EventReport:
        own, number = concerns[event.id], len(concerns[event.id])
        is_told = number >= SMALLEST_SHOWN
        # Of what is destroyed it is not kept: how long they waited, who came back, from where.
        is_whole = is_told and not any(each.is_destroyed for each in own)
        raised: list[Raised] = [(each.id, each.Matter) for each in matters[event.id]]
        raised += [(each.id, each.Topic if each.sure else None) for each in topics[event.id]]
        came = turnout[event.id]
        heads, at_the_door = (
            None if each is None else protect(each) for each in (event.heads_counted, came.at_door)
        )
        return EventReport(
            event=event,
            lines=[each for each in lines if each.event_id == event.id],
            heads=heads if isinstance(heads, int) else at_the_door,
            concerns=number if is_told else None,
            has_concerns=number > 0,
            topics=topic_lines(raised) if is_told else [],
            # What is only likely is not counted.
            is_perhaps_more=is_told and any(e.Topic and not e.sure for e in topics[event.id]),
            counts=[
                Counted(_("People who came, about"), heads),
                Counted(_("People counted at the door"), at_the_door),
                Counted(_("People who said they may come"), protect(came.people)),
                *(_of_concerns(own) if is_told else ()),
                *(_of_receipts(own) if is_whole else ()),
                Counted(_("Found their answer first"), protect(came.found_first)),
            ],
            survey={key: opinion(steps) for key, steps in answers[event.id][1].items()},
            heard=[
                *(languages_heard(own, shares) if is_told else ()),
                *(areas_heard(own, shares, places) if is_whole else ()),
            ],
            uncounted=uncounted_languages(shares) if is_told else [],
        )

    return [report(event) for event in events]


def _by_event(query: Select[*tuple[Any, ...]]) -> dict[int, list[Row[Any]]]:
    """Return the rows of each event, whose id is the first of a row."""
    found: dict[int, list[Row[Any]]] = defaultdict(list)
    for row in db.session.execute(query):
        found[row[0]].append(row)
    return found


def _concerns(event_ids: Sequence[int]) -> Select[*tuple[Any, ...]]:
    return select(
        Concern.event_id,
        Concern.id,
        Concern.phase,
        Concern.state,
        Concern.place,
        Concern.asked_at,
        Concern.came_back_on,
        Concern.created_at,
        Concern.receipt_hash.is_not(None).label("has_receipt"),
        language_of_text().label("language"),
        asked().label("asks"),
        Concern.first_answer_at.label("answered_at"),
        Concern.destroyed_at.is_not(None).label("is_destroyed"),
    ).where(Concern.event_id.in_(event_ids), counts_for_event())


def _matters_raised(event_ids: Sequence[int]) -> Select[*tuple[Any, ...]]:
    return (
        select(Concern.event_id, Concern.id, Matter)
        .join(MatterConcern, MatterConcern.concern_id == Concern.id)
        .join(Matter, Matter.id == MatterConcern.matter_id)
        .where(MatterConcern.belongs, is_published(), Concern.event_id.in_(event_ids))
        .where(counts_for_event())
        .order_by(Concern.id, Matter.id)
        .options(joinedload(Matter.topic))
    )


def _topics_raised(event_ids: Sequence[int]) -> Select[*tuple[Any, ...]]:
    """Select the topics of each concern, and whether they are sure; a row also for none."""
    is_guess = (Topic.key == PRAISE) & (ConcernTopic.assigned_by == AssignedBy.ENGINE)
    return (
        select(Concern.event_id, Concern.id, Topic, is_sure().label("sure"))
        .outerjoin(ConcernTopic, ConcernTopic.concern_id == Concern.id)
        # The catch-all topic tells nothing, and praise is counted only if a person chose it.
        .outerjoin(Topic, (Topic.id == ConcernTopic.topic_id) & (Topic.key != OTHER) & ~is_guess)
        .where(Concern.event_id.in_(event_ids), counts_for_event())
        .order_by(Concern.id, Topic.position, Topic.id)
    )


def _of_concerns(concerns: Concerns) -> Iterator[Counted]:
    """Yield when they came in, how many asked and where these are, each row protected as one."""
    yield Counted(_("All concerns"), len(concerns), {})
    phases = protect_row([sum(each.phase is phase for each in concerns) for phase in Phase])
    for phase, number in zip(Phase, phases or (), strict=False):
        yield Counted(label(phase), number, {"phase": phase})
    states = States.read((each.state, 1, each.asked_at is not None) for each in concerns)
    where = states.where_asked
    shown = protect_row([*(number for _s, number in where), len(concerns) - states.number_asked])
    if shown:
        *ends, without = shown
        # As well known as the number of those that did not ask.
        asked = len(concerns) - without if isinstance(without, int) else Protected.HIDDEN
        yield Counted(_("Asked for an answer"), asked, {"asked": "1"})
        for (state, _n), number in zip(where, ends, strict=True):
            name = _("Of those who asked: %(state)s", state=ASKED_NAMES[state])
            args = {"asked": "1", "state": str(state)} if state else {"asked": "open"}
            yield Counted(name, number, args)
        yield Counted(_("Asked for no answer"), without)


def _of_receipts(concerns: Concerns) -> Iterator[Counted]:
    came_back = sum(each.came_back_on is not None for each in concerns)
    without = sum(not each.has_receipt and each.came_back_on is None for each in concerns)
    # One part of all concerns.
    if shown := protect_row([came_back, without, len(concerns) - came_back - without]):
        yield Counted(_("Came back with their receipt"), shown[0])
    waits = [
        Wait((each.answered_at or now()) - each.created_at, each.answered_at is not None)
        for each in concerns
        # Nobody could read an answer to the others.
        if each.asks and each.has_receipt
    ]
    median = median_wait(waits)
    if median is not None and sum(wait.is_answered for wait in waits) >= SMALLEST_SHOWN:
        yield Counted(_("Days until half had an answer"), max(1, ceil(median / DAY)))


def languages_heard(concerns: Concerns, shares: Sequence[CommunityShare]) -> list[Heard]:
    """Compare the languages of the concerns; nothing where too few are in one of them."""
    sent = [sum(each.language == language for each in concerns) for language in Language]
    shown = dict(zip(map(str, Language), protect_row(sent) or (), strict=False))
    return [
        heard(share.name, share.percent, shown[share.name], len(concerns))
        for share in shares
        if share.kind is ShareKind.LANGUAGE and share.name in shown
    ]


def uncounted_languages(shares: Sequence[CommunityShare]) -> list[str]:
    of_languages = (each.name for each in shares if each.kind is ShareKind.LANGUAGE)
    return [name for name in of_languages if name not in set(Language)][:MOST_LANGUAGES]


def areas_heard(
    concerns: Concerns, shares: Sequence[CommunityShare], places: Mapping[int, Sequence[str]]
) -> list[Heard]:
    """Compare the areas that the concerns name; nothing where that would tell of few.

    `places` has what the text of a concern mentions.
    """
    areas = [share for share in shares if share.kind is ShareKind.AREA]
    if not areas:
        return []
    finder = AreaFinder({area.name: (area.place_names or "").splitlines() for area in areas})
    found = (finder.areas_of(each.place, places.get(each.id, ())) for each in concerns)
    named = [each for each in found if each]
    compared, others = areas[:MOST_AREAS], {area.name for area in areas[MOST_AREAS:]}
    row = [sum(area.name in each for each in named) for area in compared]
    elsewhere = [sum(bool(each & others) for each in named)] if others else []
    nowhere, *counts = protect_row([len(concerns) - len(named), *row, *elsewhere]) or [
        Protected.HIDDEN
    ]
    if nowhere is Protected.HIDDEN:
        return []
    # At least so many name a place; exact unless few do not.
    placed = len(concerns) - (LARGEST_SMALL if nowhere is Protected.FEW else int(nowhere))
    return [
        heard(area.name, area.percent, count, placed)
        for area, count in zip(compared, counts, strict=False)
    ]
