"""The rows of a list of concerns, with what the engine thinks that each is about."""

from collections import defaultdict
from collections.abc import Mapping, Sequence
from typing import NamedTuple

from flask import g
from sqlalchemy import ColumnElement, select
from sqlalchemy.orm import contains_eager, joinedload, selectinload

from coffeecop.db import db
from coffeecop.engine.examples import ASSIGN, OFFER
from coffeecop.models import (
    Concern,
    ConcernFlag,
    ConcernTopic,
    Event,
    StaffMember,
    Topic,
    TopicSuggestion,
)
from coffeecop.models.concern.conditions import in_event_stream, is_snoozed
from coffeecop.models.suggestions import Confidence, confidence_in
from coffeecop.staff.concern_list.marks import Mark, due_marks, facts_of, marks_of

# What a row shows; the rest of these tables would be most of what is read.
SHOWN_OF_EVENTS = (
    Event.agency_id,
    Event.title_en,
    Event.title_es,
    Event.starts_at,
    Event.time_zone,
)
SHOWN_OF_TOPICS = (Topic.name_en, Topic.name_es, Topic.position)
SHOWN = (
    contains_eager(Concern.event).load_only(*SHOWN_OF_EVENTS),
    joinedload(Concern.entered_by).load_only(StaffMember.name),
    selectinload(Concern.topic_rows).joinedload(ConcernTopic.topic).load_only(*SHOWN_OF_TOPICS),
    selectinload(Concern.flag_rows).joinedload(ConcernFlag.taken_by).load_only(StaffMember.name),
)


class ConcernRow(NamedTuple):
    """A listed concern, and what the engine thinks it is about."""

    concern: Concern
    is_snoozed: bool
    due: Sequence[Mark]
    # The likeliest first; none if people have chosen or confirmed the topics.
    suggestions: Sequence[TopicSuggestion]

    @property
    def guess(self) -> TopicSuggestion | None:
        """Return the likeliest topic, if none is assigned."""
        return self.suggestions[0] if self.suggestions and not self.concern.topic_rows else None

    def marks(self, args: Mapping[str, str]) -> Sequence[Mark]:
        return [*marks_of(self.concern, args), *self.due]

    def facts(self, *, names_event: bool) -> Sequence[str]:
        return facts_of(self.concern, names_event=names_event)

    def confidence(self, topic_id: int) -> Confidence:
        """Return how sure the engine is of a topic that it assigned."""
        found = {each.topic_id: each.probability for each in self.suggestions}
        return confidence_in(found.get(topic_id, ASSIGN))


def picked_rows(ids: Sequence[int]) -> list[ConcernRow]:
    """Return those of these concerns that count, of the agency of whoever is signed in."""
    return rows_of(ids, Event.agency_id == g.staff_member.agency_id, in_event_stream())


def rows_of(ids: Sequence[int], *conditions: ColumnElement[bool]) -> list[ConcernRow]:
    """Return these concerns in this order; with conditions, those that meet them."""
    day = g.staff_member.agency.today
    query = (
        select(Concern, is_snoozed(day))
        .join(Concern.event)
        .where(Concern.id.in_(ids), *conditions)
        .options(*SHOWN)
    )
    found = {row[0].id: row for row in db.session.execute(query)} if ids else {}
    to_confirm = [each for each, row in found.items() if not row[0].topics_are_checked]
    suggestions = _suggestions(to_confirm)
    return [
        ConcernRow(*found[each], due_marks(found[each][0], day), suggestions[each])
        for each in ids
        if each in found
    ]


def _suggestions(concern_ids: Sequence[int]) -> Mapping[int, Sequence[TopicSuggestion]]:
    """Return by concern what the engine thinks it is about, the likeliest first."""
    by_concern: dict[int, list[TopicSuggestion]] = defaultdict(list)
    if concern_ids:
        query = (
            select(TopicSuggestion)
            .join(TopicSuggestion.topic)
            .where(
                TopicSuggestion.concern_id.in_(concern_ids),
                TopicSuggestion.probability >= OFFER,
                Topic.retired_at.is_(None),
            )
            .order_by(TopicSuggestion.probability.desc(), TopicSuggestion.topic_id)
            .options(contains_eager(TopicSuggestion.topic).load_only(*SHOWN_OF_TOPICS))
        )
        for suggestion in db.session.scalars(query):
            by_concern[suggestion.concern_id].append(suggestion)
    return by_concern
