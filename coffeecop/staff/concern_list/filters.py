"""Filters of concerns, from addresses such as /staff/concerns?topic=3&phase=before to SQL."""

import enum
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from typing import Self

from sqlalchemy import ColumnElement, and_, exists, func

from coffeecop.engine.examples import ASSIGN
from coffeecop.models import (
    AssignedBy,
    Concern,
    ConcernStatus,
    ConcernTopic,
    Event,
    Kind,
    Language,
    MentionKind,
    Phase,
    StaffMember,
    ThemeConcern,
    TopicSuggestion,
)
from coffeecop.models.concern_conditions import (
    asks_for_answer,
    has_topic,
    in_event_stream,
    is_entered,
    is_snoozed,
    not_sorted,
    waits_for_answer,
)
from coffeecop.models.suggestions import LONGEST_MENTION, Confidence, has_mention
from coffeecop.staff.concern_list.conditions import (
    FlagFilter,
    confidence,
    given_to,
    had_suggestion,
    is_flagged,
    is_overdue,
)
from coffeecop.staff.concern_list.picks import MOST_PICKED, join_ids, parse_choice, parse_ids
from coffeecop.staff.concern_list.search import LONGEST_SEARCH, matches
from coffeecop.web.security import parse_id

WITHOUT_TOPIC = "none"
UNSORTED = "open"
CHOSEN = "1"
MOST_EVENTS = 12


class View(enum.StrEnum):
    """The tab that a filter belongs to, in the order of the tabs."""

    TO_ANSWER = "to_answer"
    URGENT = "urgent"
    TO_CONFIRM = "to_confirm"
    GIVEN = "given"
    COMPLAINTS = "complaints"
    ALL = "all"


@dataclass(frozen=True)
class ConcernFilter:
    """A filter of concerns. Invalid values in an address are ignored."""

    # Words to search for, as typed.
    search: str = ""
    event_ids: tuple[int, ...] = ()
    venue_id: int | None = None
    topic_id: int | None = None
    without_topic: bool = False
    theme_id: int | None = None
    # Keys of mentions: a place that is named, a thing that is asked for.
    place: str = ""
    ask: str = ""
    phase: Phase | None = None
    kind: Kind | None = None
    language: Language | None = None
    status: ConcernStatus | None = None
    talk: bool = False
    answer: bool = False
    complaints: bool = False
    waiting: bool = False
    # Given to the person who looks, and not done yet.
    mine: bool = False
    overdue: bool = False
    snoozed: bool = False
    asked: bool = False
    confidence: Confidence | None = None
    # Captured by staff, or typed in from paper cards.
    entered: bool = False
    # Nobody has chosen or checked the topics.
    unsorted: bool = False
    flagged: FlagFilter | None = None
    details: bool = False
    # `taken`: the engine assigned it and staff removed it. `added`: staff added it.
    taken_id: int | None = None
    added_id: int | None = None
    # Concerns to which others are alike, and some that are not meant.
    like_ids: tuple[int, ...] = ()
    unlike_ids: tuple[int, ...] = ()

    @classmethod
    def read(cls, args: Mapping[str, str]) -> Self:
        topic = args.get("topic", "")
        return cls(
            search=args.get("q", "")[:LONGEST_SEARCH].strip(),
            event_ids=parse_ids(args.get("event", ""))[:MOST_EVENTS],
            venue_id=parse_id(args.get("venue", "")),
            topic_id=parse_id(topic),
            without_topic=topic == WITHOUT_TOPIC,
            theme_id=parse_id(args.get("theme", "")),
            place=args.get("place", "")[:LONGEST_MENTION],
            ask=args.get("ask", "")[:LONGEST_MENTION],
            phase=parse_choice(Phase, args.get("phase")),
            kind=parse_choice(Kind, args.get("kind")),
            language=parse_choice(Language, args.get("language")),
            status=parse_choice(ConcernStatus, args.get("status")),
            talk=args.get("talk") == CHOSEN,
            answer=args.get("answer") == CHOSEN,
            complaints=args.get("complaint") == CHOSEN,
            waiting=args.get("waiting") == CHOSEN,
            mine=args.get("mine") == CHOSEN,
            overdue=args.get("overdue") == CHOSEN,
            snoozed=args.get("away") == CHOSEN,
            asked=args.get("asked") == CHOSEN,
            confidence=parse_choice(Confidence, args.get("confidence")),
            entered=args.get("entered") == CHOSEN,
            unsorted=args.get("sorting") == UNSORTED,
            flagged=parse_choice(FlagFilter, args.get("flagged")),
            details=args.get("details") == CHOSEN,
            taken_id=parse_id(args.get("taken", "")),
            added_id=parse_id(args.get("added", "")),
            like_ids=parse_ids(args.get("like", ""))[:MOST_PICKED],
            unlike_ids=parse_ids(args.get("unlike", ""))[:MOST_PICKED],
        )

    @property
    def args(self) -> dict[str, str]:
        """The query arguments from which `read` creates this filter."""
        values = {
            "q": self.search,
            "event": join_ids(self.event_ids),
            "venue": self.venue_id,
            "topic": WITHOUT_TOPIC if self.without_topic else self.topic_id,
            "theme": self.theme_id,
            "place": self.place,
            "ask": self.ask,
            "phase": self.phase,
            "kind": self.kind,
            "language": self.language,
            "status": self.status,
            "talk": CHOSEN if self.talk else "",
            "answer": CHOSEN if self.answer else "",
            "complaint": CHOSEN if self.complaints else "",
            "waiting": CHOSEN if self.waiting else "",
            "mine": CHOSEN if self.mine else "",
            "overdue": CHOSEN if self.overdue else "",
            "away": CHOSEN if self.snoozed else "",
            "asked": CHOSEN if self.asked else "",
            "confidence": self.confidence,
            "entered": CHOSEN if self.entered else "",
            "sorting": UNSORTED if self.unsorted else "",
            "flagged": self.flagged,
            "details": CHOSEN if self.details else "",
            "taken": self.taken_id,
            "added": self.added_id,
            "like": join_ids(self.like_ids),
            "unlike": join_ids(self.unlike_ids),
        }
        return {name: str(value) for name, value in values.items() if value}

    def args_without(self, name: str) -> dict[str, str]:
        return {each: value for each, value in self.args.items() if each != name}

    @property
    def view(self) -> View:
        for view, args in VIEW_ARGS.items():
            if args.items() <= self.args.items():
                return view
        return View.ALL

    @property
    def is_only_a_tab(self) -> bool:
        return self.args in VIEW_ARGS.values()

    @property
    def can_search_meaning(self) -> bool:
        """Return whether words are sought, and not among complaints, which are never compared."""
        return bool(self.search) and not (self.complaints or self.like_ids)

    @property
    def mentions(self) -> dict[MentionKind, str]:
        keys = {MentionKind.PLACE: self.place, MentionKind.ASK: self.ask}
        return {kind: key for kind, key in keys.items() if key}

    @property
    def topic_ids(self) -> set[int]:
        return {each for each in (self.topic_id, self.taken_id, self.added_id) if each}


# What each tab but the last asks for; the first that a filter contains is its own.
VIEW_ARGS = {
    View.TO_ANSWER: {"waiting": CHOSEN},
    View.URGENT: {"flagged": FlagFilter.OPEN.value},
    View.TO_CONFIRM: {"sorting": UNSORTED},
    View.GIVEN: {"mine": CHOSEN},
    View.COMPLAINTS: {"complaint": CHOSEN},
}


def matching(chosen: ConcernFilter, reader: StaffMember) -> Iterator[ColumnElement[bool]]:
    """Yield the conditions of a filter; the query must have joined the event."""
    if chosen.complaints:
        yield Concern.is_complaint.is_(True)
        yield Concern.withdrawn_at.is_(None)
    else:
        yield in_event_stream()
    if chosen.search:
        yield matches(chosen.search)
    if chosen.event_ids:
        yield Event.id.in_(chosen.event_ids)
    for column, value in (
        (Event.venue_id, chosen.venue_id),
        (Concern.phase, chosen.phase),
        (Concern.kind, chosen.kind),
        (language_of_text(), chosen.language),
        (Concern.status, chosen.status),
    ):
        if value:
            yield column == value
    for is_wanted, fact in (
        (chosen.talk, Concern.wants_talk),
        (chosen.answer, Concern.wants_answer),
        (chosen.details, Concern.has_personal_details),
    ):
        if is_wanted:
            yield fact.is_(True)
    yield from _by_subject(chosen)
    yield from _by_pending_work(chosen, reader)


def _by_subject(chosen: ConcernFilter) -> Iterator[ColumnElement[bool]]:
    yield from (has_mention(kind, key) for kind, key in chosen.mentions.items())
    if chosen.without_topic:
        yield ~has_topic()
    if chosen.topic_id:
        yield has_topic(ConcernTopic.topic_id == chosen.topic_id)
    if chosen.theme_id:
        yield exists().where(
            ThemeConcern.concern_id == Concern.id, ThemeConcern.theme_id == chosen.theme_id
        )
    if chosen.taken_id:
        yield and_(
            Concern.topics_checked_at.is_not(None),
            had_suggestion(ASSIGN, TopicSuggestion.topic_id == chosen.taken_id),
            ~has_topic(ConcernTopic.topic_id == chosen.taken_id),
        )
    if chosen.added_id:
        yield has_topic(
            ConcernTopic.topic_id == chosen.added_id, ConcernTopic.assigned_by == AssignedBy.STAFF
        )


def _by_pending_work(chosen: ConcernFilter, reader: StaffMember) -> Iterator[ColumnElement[bool]]:
    if chosen.flagged:
        yield is_flagged(chosen.flagged)
    if chosen.confidence:
        yield confidence() == chosen.confidence
    is_work_of_now = (chosen.mine or chosen.waiting) and not chosen.snoozed
    for is_wanted, fact in (
        (chosen.mine, given_to(reader)),
        (chosen.overdue, is_overdue(reader.agency.today)),
        (chosen.waiting, waits_for_answer()),
        (chosen.snoozed, is_snoozed()),
        (is_work_of_now, ~is_snoozed()),
        (chosen.asked, asks_for_answer()),
        (chosen.entered, is_entered()),
        (chosen.unsorted, not_sorted()),
    ):
        if is_wanted:
            yield fact


def language_of_text() -> ColumnElement[str]:
    """Return the detected language, or that of the page if it is not known."""
    return func.coalesce(Concern.text_language, Concern.language, type_=Concern.language.type)
