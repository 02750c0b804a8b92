"""The rows of a list of concerns: what each says, as the template places it."""

from collections import defaultdict
from collections.abc import Iterable, Iterator, Mapping, Sequence
from datetime import date
from functools import lru_cache
from typing import Any, NamedTuple

from flask import g
from flask_babel import gettext as _
from flask_babel import ngettext
from sqlalchemy import BindParameter, ColumnElement, Select, bindparam, func, select

from coffeecop.db import db
from coffeecop.engine.examples import ASSIGN, OFFER
from coffeecop.models import (
    AssignedBy,
    Better,
    Concern,
    ConcernFlag,
    ConcernSource,
    ConcernState,
    ConcernTopic,
    Event,
    FlagLevel,
    Language,
    StaffMember,
    Topic,
    TopicSuggestion,
)
from coffeecop.models.concern.conditions import in_event_stream, is_snoozed
from coffeecop.models.suggestions import Confidence, confidence_in
from coffeecop.staff.concern_list.conditions import days_late
from coffeecop.staff.concern_list.excerpts import Excerpt
from coffeecop.web.concern_labels import Note, due_note, flag_note, topic_words
from coffeecop.web.event_labels import event_label
from coffeecop.web.i18n import local, local_time, localized, short_day

# Rows of what is shown, not of the ORM, which took two thirds of the time of a list.
SHOWN = (
    "id event_id body language text_language created_at waiting_since people source state better "
    "due_on is_held is_complaint may_be_complaint has_personal_details topics_checked_at"
)
SHOWN_OF_TOPICS = ConcernTopic.concern_id, ConcernTopic.topic_id, ConcernTopic.assigned_by
IDS: BindParameter[int] = bindparam("ids", expanding=True)
TOPICS = (
    select(*SHOWN_OF_TOPICS, Topic.name_en, Topic.name_es)
    .join(ConcernTopic.topic)
    .where(ConcernTopic.concern_id.in_(IDS))
    .order_by(Topic.position, Topic.id)
)
FLAGS = (
    select(ConcernFlag.__table__, StaffMember.name.label("taken_by"))
    .outerjoin(ConcernFlag.taken_by)
    .where(ConcernFlag.concern_id.in_(IDS))
)
SUGGESTIONS = (
    select(TopicSuggestion.__table__, Topic.name_en, Topic.name_es)
    .join(TopicSuggestion.topic)
    .where(
        TopicSuggestion.concern_id.in_(IDS),
        TopicSuggestion.probability >= OFFER,
        Topic.retired_at.is_(None),
    )
    .order_by(TopicSuggestion.probability.desc(), TopicSuggestion.topic_id)
)
# Of the columns selected above.
SomeRow = Any


class ConcernRow(NamedTuple):
    """A listed concern."""

    concern: SomeRow
    topics: Sequence[SomeRow]
    flags: Sequence[SomeRow]
    # What the engine thinks it is about, the likeliest first; none if people have sorted it.
    suggestions: Sequence[SomeRow]
    # Of its event; empty where all are of one.
    event: str

    @property
    def language(self) -> Language:
        return Language(self.concern.text_language or self.concern.language)

    @property
    def waits(self) -> bool:
        return bool(self.concern.waiting_since and not self.concern.is_snoozed)

    @property
    def open_flags(self) -> list[SomeRow]:
        return [flag for flag in self.flags if flag.seen_at is None]

    @property
    def dot(self) -> str:
        """Return the class of its dot: red if somebody must decide a flag, blue if it waits."""
        if any(flag.level is FlagLevel.NOW for flag in self.open_flags):
            return "dot dot-urgent"
        return "dot dot-unread" if self.waits else "dot"

    @property
    def sent(self) -> str:
        """Return the day on which it was sent; the time if it was today."""
        moment, event = self.concern.created_at, self.concern
        is_today = local(moment, event).date() == g.staff_member.agency.today
        return local_time(moment, event) if is_today else short_day(moment, event)

    def notes(self, args: Mapping[str, str], excerpt: Excerpt | None) -> list[Note]:
        """Return what stands below its text, in a list with these arguments."""
        concern = self.concern
        late = days_late(concern, g.staff_member.agency.today)
        is_private = "review" in args and concern.has_personal_details
        is_not_better = concern.waiting_since and concern.better is Better.NO
        notes = (
            excerpt and excerpt.note,
            *map(flag_note, (flag for flag in self.flags if flag.is_right is not False)),
            self.open_flags and Note(self._who_has_it()),
            Note(self._why_elsewhere(args), "strong"),
            is_private and Note(_("With private details"), "strong"),
            is_not_better and Note(_("Did not get better"), "urgent"),
            late is not None and due_note(late, concern.due_on),
            concern.is_snoozed and Note(_("Put away")),
            *map(Note, () if self.open_flags else self._topics()),
            *map(Note, self._origin()),
        )
        return [note for note in notes if isinstance(note, Note) and note.words]

    def _who_has_it(self) -> str:
        name = next((flag.taken_by for flag in self.open_flags if flag.taken_by), None)
        return _("%(name)s has it", name=name) if name else _("nobody has it yet")

    def _why_elsewhere(self, args: Mapping[str, str]) -> str:
        """Return why it is not among those that count, unless the list is of such."""
        concern = self.concern
        if "urgent" in args and (concern.is_complaint or concern.may_be_complaint):
            return _("About an officer") if concern.is_complaint else _("About an officer?")
        if "review" in args:
            return ""
        if concern.is_held:
            return _("Waiting for review")
        return _("Hidden") if concern.state is ConcernState.HIDDEN else ""

    def _topics(self) -> Iterator[str]:
        found = {each.topic_id: each.probability for each in self.suggestions}
        for each in self.topics:
            is_guess = (
                each.assigned_by is AssignedBy.ENGINE and self.concern.topics_checked_at is None
            )
            how_sure = confidence_in(found.get(each.topic_id, ASSIGN)) if is_guess else None
            yield topic_words(localized(each, "name"), how_sure)
        if not self.topics:
            guess = next(iter(self.suggestions), None)
            name = guess and topic_words(localized(guess, "name"), Confidence.UNSURE)
            yield name or _("No topic")

    def _origin(self) -> Iterator[str]:
        if self.language is not Language.ENGLISH:
            yield _("in Spanish")
        if self.concern.source is ConcernSource.PAPER:
            yield _("from a card")
        elif self.concern.source is ConcernSource.CAPTURE:
            yield _("told to %(name)s", name=self.concern.entered_by)
        if self.concern.people > 1:
            yield ngettext("%(num)s person", "%(num)s people", self.concern.people)
        yield self.event


def picked_rows(ids: Sequence[int]) -> list[ConcernRow]:
    """Return those of these concerns that count, of the agency of whoever is signed in."""
    own = Event.agency_id == g.staff_member.agency_id, in_event_stream()
    return rows_of(ids, *own, names_event=True)


def rows_of(
    ids: Sequence[int], *conditions: ColumnElement[bool], names_event: bool = False
) -> list[ConcernRow]:
    """Return these concerns in this order; with conditions, those that meet them."""
    query = _shown(g.staff_member.agency.today)
    query = query.where(*conditions) if conditions else query
    usual_title = g.staff_member.agency.event_title_es or _("Coffee with a Cop")
    found = {row.id: row for row in _read(query, ids, usual_title=usual_title)}
    events = {row.event_id: row for row in found.values()}
    names = {each: event_label(row) for each, row in events.items()}
    topics, flags = _by_concern(TOPICS, found), _by_concern(FLAGS, found)
    unsorted = [each for each, row in found.items() if row.topics_checked_at is None]
    suggestions = _by_concern(SUGGESTIONS, unsorted)
    return [
        ConcernRow(
            row,
            topics[each],
            flags[each],
            suggestions[each],
            names[row.event_id] if names_event or len(names) > 1 else "",
        )
        for each in ids
        if (row := found.get(each))
    ]


@lru_cache(maxsize=8)
def _shown(today: date) -> Select[*tuple[Any, ...]]:
    title_es = func.coalesce(Event.title_es, bindparam("usual_title")).label("title_es")
    of_event = Event.title_en, title_es, Event.starts_at, Event.time_zone
    shown = (getattr(Concern, name) for name in SHOWN.split())
    entered_by = StaffMember.name.label("entered_by")
    return (
        select(*shown, is_snoozed(today).label("is_snoozed"), *of_event, entered_by)
        .join(Concern.event)
        .outerjoin(Concern.entered_by)
        .where(Concern.id.in_(IDS))
    )


def _read(query: Select[*tuple[Any, ...]], ids: Iterable[int], **values: str) -> Sequence[SomeRow]:
    return db.session.execute(query, {"ids": [*ids], **values}).all() if ids else ()


def _by_concern(
    query: Select[*tuple[Any, ...]], ids: Iterable[int]
) -> Mapping[int, Sequence[SomeRow]]:
    found = defaultdict(list)
    for row in _read(query, ids):
        found[row.concern_id].append(row)
    return found
