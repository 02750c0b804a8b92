"""Filters of concerns, from addresses such as /staff/concerns?topic=3&phase=before to SQL."""

import enum
from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field, fields
from functools import cached_property
from typing import Any, Self

from sqlalchemy import ColumnElement, and_, exists

from coffeecop.config.labels import N_, Labelled
from coffeecop.engine.examples import ASSIGN
from coffeecop.models import (
    AssignedBy,
    Concern,
    ConcernState,
    ConcernTopic,
    Event,
    Kind,
    Language,
    MatterConcern,
    MentionKind,
    Phase,
    StaffMember,
    TopicSuggestion,
)
from coffeecop.models.concern.conditions import (
    asked,
    flags_readable_by,
    has_topic,
    in_event_stream,
    is_entered,
    is_for_complaint_staff,
    is_in,
    is_snoozed,
    is_with_complaints,
    not_sorted,
    waits,
)
from coffeecop.models.concern.parts import WAITING_STATES
from coffeecop.models.suggestions import LONGEST_MENTION, Confidence, has_mention, is_sure
from coffeecop.staff.concern_list.conditions import (
    FlagFilter,
    Review,
    Urgent,
    confidence,
    given_to,
    had_suggestion,
    in_review,
    is_flagged,
    is_overdue,
    is_urgent,
    language_of_text,
    most_urgent_first,
    overdue_first,
    to_answer_order,
)
from coffeecop.staff.concern_list.picks import MOST_PICKED, join_ids, parse_choice, parse_ids
from coffeecop.staff.concern_list.search import LONGEST_SEARCH, NEWEST_FIRST
from coffeecop.web.security import parse_id

WITHOUT_TOPIC = "none"
UNSORTED = "open"
CHOSEN = "1"
MOST_EVENTS = 12


class View(Labelled):
    """The tab that a filter belongs to, in the order of the tabs."""

    TO_ANSWER = "to_answer", N_("Concerns to answer")
    URGENT = "urgent", N_("Urgent concerns")
    TO_CONFIRM = "to_confirm", N_("Topics to confirm")
    GIVEN = "given", N_("Concerns given to me")
    COMPLAINTS = "complaints", N_("Complaints")
    REVIEW = "review", N_("Review")
    ALL = "all", N_("Concerns")


Where = Callable[[Any, StaffMember], ColumnElement[bool]]


def _argument(
    name: str,
    parse: Callable[[str], Any],
    where: Where | None,
    *,
    default: Any = None,
    write: Callable[[Any], str] = str,
) -> Any:
    """Return a field: its argument in addresses, and the condition for its value and a reader."""
    metadata = {"name": name, "parse": parse, "where": where, "write": write}
    return field(default=default, metadata=metadata)


def _text(name: str, longest: int, where: Where | None = None) -> Any:
    return _argument(name, lambda text: text[:longest].strip(), where, default="")


def _id(name: str, where: Where) -> Any:
    return _argument(name, parse_id, where)


def _ids(name: str, most: int, where: Where | None = None) -> Any:
    return _argument(name, lambda text: parse_ids(text)[:most], where, default=(), write=join_ids)


def _choice(name: str, choices: type[enum.StrEnum], where: Where) -> Any:
    return _argument(name, lambda text: parse_choice(choices, text), where)


def _switch(name: str, where: Where | None, value: str = CHOSEN) -> Any:
    return _argument(
        name, lambda text: text == value, where, default=False, write=lambda _is_on: value
    )


@dataclass(frozen=True)
class ConcernFilter:
    """A filter of concerns. Invalid values in an address are ignored."""

    # All of them, where nothing else is chosen: without arguments the list opens on what waits.
    everything: bool = _switch("all", None)
    # Words to search for, as typed; `listing` finds what has them, and what is like them.
    search: str = _text("q", LONGEST_SEARCH)
    event_ids: tuple[int, ...] = _ids("event", MOST_EVENTS, lambda ids, _: Event.id.in_(ids))
    venue_id: int | None = _id("venue", lambda each, _: Event.venue_id == each)
    topic_id: int | None = _id("topic", lambda each, _: has_topic(ConcernTopic.topic_id == each))
    without_topic: bool = _switch("topic", lambda *_: ~has_topic(), WITHOUT_TOPIC)
    # As summaries count it: a person chose it or the engine is very sure; and what may be more.
    sure_id: int | None = _id("sure", lambda e, _: has_topic(ConcernTopic.topic_id == e, is_sure()))
    perhaps_id: int | None = _id(
        "perhaps", lambda each, _: has_topic(ConcernTopic.topic_id == each, ~is_sure())
    )
    matter_id: int | None = _id("matter", lambda each, _: _belongs_to(each))
    # Keys of mentions: a place that is named, a thing that is asked for.
    place: str = _text("place", LONGEST_MENTION, lambda k, _: has_mention(MentionKind.PLACE, k))
    ask: str = _text("ask", LONGEST_MENTION, lambda key, _: has_mention(MentionKind.ASK, key))
    phase: Phase | None = _choice("phase", Phase, lambda each, _: Concern.phase == each)
    kind: Kind | None = _choice("kind", Kind, lambda each, _: Concern.kind == each)
    language: Language | None = _choice(
        "language", Language, lambda each, _: language_of_text() == each
    )
    state: ConcernState | None = _choice(
        "state", ConcernState, lambda each, _: Concern.state == each
    )
    talk: bool = _switch("talk", lambda *_: Concern.wants_talk.is_(True))
    answer: bool = _switch("answer", lambda *_: Concern.wants_answer.is_(True))
    complaints: bool = _switch("complaint", None)
    urgent: Urgent | None = _choice("urgent", Urgent, lambda each, _: is_urgent(each))
    review: Review | None = _choice("review", Review, lambda each, _: in_review(each))
    waiting: bool = _switch("waiting", lambda *_: waits())
    # Given to the person who looks, and not done yet.
    mine: bool = _switch("mine", lambda _, reader: given_to(reader))
    overdue: bool = _switch("overdue", lambda _, reader: is_overdue(reader.agency.today))
    snoozed: bool = _switch("away", lambda _, reader: is_snoozed(reader.agency.today))
    asked: bool = _switch("asked", lambda *_: asked())
    # Those of them that wait.
    unanswered: bool = _switch(
        "asked", lambda *_: asked() & Concern.state.in_(WAITING_STATES), UNSORTED
    )
    confidence: Confidence | None = _choice(
        "confidence", Confidence, lambda each, _: confidence() == each
    )
    # Captured by staff, or typed in from paper cards.
    entered: bool = _switch("entered", lambda *_: is_entered())
    # Nobody has chosen or checked the topics.
    unsorted: bool = _switch("sorting", lambda *_: not_sorted(), UNSORTED)
    flagged: FlagFilter | None = _choice("flagged", FlagFilter, lambda each, _: is_flagged(each))
    details: bool = _switch("details", lambda *_: Concern.has_personal_details.is_(True))
    # `taken`: the engine assigned it and staff removed it. `added`: staff added it.
    taken_id: int | None = _id("taken", lambda each, _: _was_taken(each))
    added_id: int | None = _id("added", lambda each, _: _was_added(each))
    # Concerns to which others are alike, and some that are not meant.
    like_ids: tuple[int, ...] = _ids("like", MOST_PICKED)
    unlike_ids: tuple[int, ...] = _ids("unlike", MOST_PICKED)

    @classmethod
    def read(cls, args: Mapping[str, str]) -> Self:
        return cls(
            **{
                each.name: each.metadata["parse"](args.get(each.metadata["name"], ""))
                for each in fields(cls)
            }
        )

    @cached_property
    def args(self) -> dict[str, str]:
        """The query arguments from which `read` creates this filter."""
        return {
            each.metadata["name"]: each.metadata["write"](value)
            for each in fields(self)
            if (value := getattr(self, each.name))
        }

    def args_without(self, name: str) -> dict[str, str]:
        return {each: value for each, value in self.args.items() if each != name}

    @cached_property
    def view(self) -> View:
        if self.urgent or self.review:
            return View.URGENT if self.urgent else View.REVIEW
        found = (view for view, args in VIEW_ARGS.items() if args.items() <= self.args.items())
        return next(found, View.ALL)

    @property
    def is_by_words(self) -> bool:
        """Whether what it finds may lie outside of the event, where meanings are not compared."""
        return bool(self.complaints or self.urgent or self.review)

    @property
    def is_only_a_tab(self) -> bool:
        return not self.args or self.args in VIEW_ARGS.values()

    @property
    def args_to_search(self) -> dict[str, str]:
        """What a search keeps. A tab of one's own work is where it begins, not where it ends."""
        args = self.args_without("q")
        is_own = len(self.event_ids) != 1 and args.keys() <= {"waiting", "mine", "all", "event"}
        return {} if is_own else args

    @property
    def mentions(self) -> dict[MentionKind, str]:
        keys = {MentionKind.PLACE: self.place, MentionKind.ASK: self.ask}
        return {kind: key for kind, key in keys.items() if key}

    @property
    def topic_ids(self) -> set[int]:
        ids = self.topic_id, self.sure_id, self.perhaps_id, self.taken_id, self.added_id
        return {each for each in ids if each}


# What each tab asks for; the first that a filter contains is its own.
VIEW_ARGS = {
    View.TO_ANSWER: {"waiting": CHOSEN},
    View.URGENT: {"urgent": Urgent.OPEN.value},
    View.TO_CONFIRM: {"sorting": UNSORTED},
    View.GIVEN: {"mine": CHOSEN},
    View.COMPLAINTS: {"complaint": CHOSEN},
    View.REVIEW: {"review": Review.HELD.value},
    View.ALL: {"all": CHOSEN},
}


def matching(chosen: ConcernFilter, reader: StaffMember) -> Iterator[ColumnElement[bool]]:
    """Yield the conditions of a filter; the query must have joined the event."""
    yield _among(chosen, reader)
    for each in fields(chosen):
        value, where = getattr(chosen, each.name), each.metadata["where"]
        if value and where:
            yield where(value, reader)
    # The work of now.
    if (chosen.mine or chosen.waiting) and not chosen.snoozed:
        yield ~is_snoozed(reader.agency.today)


def _among(chosen: ConcernFilter, reader: StaffMember) -> ColumnElement[bool]:
    if chosen.complaints:
        return is_with_complaints() & is_in()
    if chosen.review:
        return ~is_for_complaint_staff()
    return flags_readable_by(reader) if chosen.urgent else in_event_stream()


def in_order(chosen: ConcernFilter, reader: StaffMember) -> Sequence[Any]:
    """Return the order of what waits for an answer, else the newest first.

    In one's own list, what is overdue comes before the rest.
    """
    if chosen.view is View.TO_ANSWER:
        return to_answer_order(reader)
    if chosen.urgent is Urgent.OPEN:
        return most_urgent_first()
    if chosen.review is Review.HELD:
        return Concern.created_at, Concern.id
    if chosen.view is View.GIVEN or chosen.overdue:
        return overdue_first(reader.agency.today), *NEWEST_FIRST
    return NEWEST_FIRST


def _belongs_to(matter_id: int) -> ColumnElement[bool]:
    own = MatterConcern.concern_id == Concern.id, MatterConcern.belongs
    return exists().where(*own, MatterConcern.matter_id == matter_id)


def _was_taken(topic_id: int) -> ColumnElement[bool]:
    return and_(
        Concern.topics_checked_at.is_not(None),
        had_suggestion(ASSIGN, TopicSuggestion.topic_id == topic_id),
        ~has_topic(ConcernTopic.topic_id == topic_id),
    )


def _was_added(topic_id: int) -> ColumnElement[bool]:
    return has_topic(
        ConcernTopic.topic_id == topic_id, ConcernTopic.assigned_by == AssignedBy.STAFF
    )
