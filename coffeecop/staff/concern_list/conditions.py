"""What waits for somebody, and how certain topics are, as conditions in SQL."""

import enum
from collections.abc import Sequence
from datetime import date, timedelta
from functools import cache
from typing import Any

from sqlalchemy import BindParameter, ColumnElement, and_, case, exists, func, or_, select

from coffeecop.engine.examples import OFFER, VERY_LIKELY
from coffeecop.models import (
    AssignedBy,
    Better,
    Concern,
    ConcernFlag,
    ConcernState,
    ConcernTopic,
    FlagKind,
    FlagLevel,
    StaffMember,
    TopicSuggestion,
)
from coffeecop.models.concern.conditions import has_topic, is_in, is_open, not_sorted
from coffeecop.models.concern.parts import OPEN_STATES
from coffeecop.models.suggestions import Confidence

# What is forgotten rises: so long past its due date the deputy has it too.
DEPUTY_AFTER = timedelta(days=3)


class Urgent(enum.StrEnum):
    """Concerns with flags, wherever they lie: one is not decided yet, or all are."""

    OPEN = "open"
    DECIDED = "decided"


class Review(enum.StrEnum):
    HELD = "held"
    HIDDEN = "hidden"


class FlagFilter(enum.StrEnum):
    """YES: has a flag that is not called false. OPEN: has an unreviewed flag. NOW: a red one."""

    YES = "yes"
    OPEN = "open"
    NOW = "now"


@cache
def is_flagged(wanted: FlagFilter) -> ColumnElement[bool]:
    counts = {
        FlagFilter.YES: (ConcernFlag.is_right.is_not(False),),
        FlagFilter.OPEN: (ConcernFlag.seen_at.is_(None),),
        FlagFilter.NOW: (ConcernFlag.seen_at.is_(None), ConcernFlag.level == FlagLevel.NOW),
    }[wanted]
    return exists().where(ConcernFlag.concern_id == Concern.id, *counts).correlate(Concern)


@cache
def is_urgent(wanted: Urgent) -> ColumnElement[bool]:
    # The few flags come first in the plan, not all concerns.
    is_open = Concern.id.in_(select(ConcernFlag.concern_id).where(ConcernFlag.seen_at.is_(None)))
    if wanted is Urgent.OPEN:
        return is_open
    return Concern.id.in_(select(ConcernFlag.concern_id)) & ~is_open


@cache
def in_review(wanted: Review) -> ColumnElement[bool]:
    if wanted is Review.HELD:
        return Concern.is_held.is_(True) & is_in()
    return Concern.state == ConcernState.HIDDEN


def given_to(member: StaffMember) -> ColumnElement[bool]:
    return is_given(member.id, member.agency.today)


def is_given(member_id: int | BindParameter[int], today: date) -> ColumnElement[bool]:
    """Match what this person takes care of, or must as a deputy, and what is still to be done."""
    takes_over = and_(Concern.deputy_id == member_id, Concern.due_on <= today - DEPUTY_AFTER)
    return and_(or_(Concern.assigned_to_id == member_id, takes_over), is_open())


def is_overdue(day: date) -> ColumnElement[bool]:
    """Match what was due before this day and is still to be done."""
    return and_(Concern.due_on < day, is_open())


def to_answer_order(member: StaffMember) -> Sequence[Any]:
    """Return what comes first: what is urgent, to be read first, not better, late, and the rest."""
    is_late = given_to(member) & is_overdue(member.agency.today)
    urgent = case((is_flagged(FlagFilter.NOW), 0), (is_flagged(FlagFilter.OPEN), 1), else_=2)
    not_better = case((Concern.better == Better.NO, 0), else_=1)
    return urgent, not_better, case((is_late, 0), else_=1), Concern.waiting_since, Concern.id


def most_urgent_first() -> Sequence[Any]:
    """What is urgent comes before the rest, danger before threats, then what was flagged last."""
    own = ConcernFlag.concern_id == Concern.id, ConcernFlag.seen_at.is_(None)
    in_danger = exists().where(*own, ConcernFlag.kind != FlagKind.THREAT).correlate(Concern)
    latest = select(func.max(ConcernFlag.created_at)).where(*own).correlate(Concern)
    urgent = case((is_flagged(FlagFilter.NOW), 0), else_=1)
    return urgent, case((in_danger, 0), else_=1), latest.scalar_subquery().desc(), Concern.id.desc()


def overdue_first(day: date) -> ColumnElement[date]:
    return case((is_overdue(day), Concern.due_on)).asc().nulls_last()


def days_late(concern: Any, day: date) -> int | None:
    """Return how long past its due date it is, negative before; None: no date, or it is done."""
    if concern.due_on is None or concern.state not in OPEN_STATES:
        return None
    return int((day - concern.due_on).days)


@cache
def confidence() -> ColumnElement[str]:
    """Return an SQL expression with the concern's Confidence value."""
    by_staff, by_resident, by_engine = (
        has_topic(ConcernTopic.assigned_by == who)
        for who in (AssignedBy.STAFF, AssignedBy.RESIDENT, AssignedBy.ENGINE)
    )
    return case(
        (Concern.topics_checked_at.is_not(None) | by_staff, Confidence.CHECKED.value),
        (by_resident, Confidence.RESIDENT.value),
        (and_(by_engine, had_suggestion(VERY_LIKELY)), Confidence.VERY_LIKELY.value),
        (by_engine, Confidence.LIKELY.value),
        (had_suggestion(OFFER), Confidence.UNSURE.value),
        (Concern.suggested_at.is_not(None), Confidence.NOTHING.value),
        else_=Confidence.UNREAD.value,
    )


def had_suggestion(least: float, *conditions: ColumnElement[bool]) -> ColumnElement[bool]:
    """Match concerns for which the engine found a topic at least so probable."""
    found = exists().where(TopicSuggestion.concern_id == Concern.id, *conditions)
    return found.where(TopicSuggestion.probability >= least).correlate(Concern)


@cache
def is_unsure() -> ColumnElement[bool]:
    """Match what nobody has sorted, and of which the engine has a guess that it is not sure of."""
    return not_sorted() & had_suggestion(OFFER) & ~had_suggestion(VERY_LIKELY)


def language_of_text() -> ColumnElement[str]:
    """Return the detected language, or that of the page if it is not known."""
    return func.coalesce(Concern.text_language, Concern.language, type_=Concern.language.type)
