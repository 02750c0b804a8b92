from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import timedelta

from flask_sqlalchemy.pagination import Pagination
from sqlalchemy import ColumnElement, Row, exists, func, or_, select
from sqlalchemy.orm import contains_eager, joinedload, selectinload

from coffeecop.analysis.training_data import guessable, topic_texts
from coffeecop.concerns.arriving import is_untouched
from coffeecop.db import db, now
from coffeecop.engine.detectors.emergency import find_emergency
from coffeecop.engine.likeliest import likeliest_topics
from coffeecop.models import (
    AuditEntry,
    Concern,
    ConcernSource,
    ConcernState,
    ConcernTopic,
    Event,
    FlagKind,
    StaffMember,
    Topic,
)
from coffeecop.models.concern.conditions import readable_by
from coffeecop.parts.print_kit.models import PaperCard
from coffeecop.web.paging import paginated

SHOWN = 10
# As long as a stack lies on the desk.
UNDO_WITHIN = timedelta(minutes=15)


@dataclass(frozen=True)
class EnteredCard:
    """A concern from a card, as the page that types cards in shows it."""

    concern: Concern
    # None: typed in without a stub.
    number: int | None
    # Not for everybody, if it is about an officer.
    is_readable: bool
    can_be_undone: bool
    # Topics that nobody has chosen, the likeliest first.
    guesses: Sequence[Topic]
    dangers: Sequence[FlagKind]

    @property
    def chosen(self) -> list[Topic]:
        return self.concern.topics if self.concern.topics_are_checked else []


def card_counts(event: Event) -> Row[int, int]:
    """Return how many cards were `printed`, and how many of them are `typed_in`."""
    return db.session.execute(
        select(func.count().label("printed"), func.count(Concern.id).label("typed_in"))
        .select_from(PaperCard)
        .outerjoin(Concern, Concern.receipt_hash == PaperCard.receipt_hash)
        .where(PaperCard.event_id == event.id)
    ).one()


def entered_concerns(event: Event, member: StaffMember, *, page: int) -> Pagination:
    """Return the concerns from cards that this person may read or has typed in, newest first."""
    return paginated(
        select(Concern)
        .join(Concern.event)
        .where(
            Concern.event_id == event.id,
            Concern.source == ConcernSource.PAPER,
            Concern.state != ConcernState.WITHDRAWN,
            or_(readable_by(member), Concern.entered_by_id == member.id),
        )
        .order_by(Concern.id.desc())
        .options(
            contains_eager(Concern.event),
            joinedload(Concern.entered_by),
            selectinload(Concern.messages),
            selectinload(Concern.flag_rows),
            selectinload(Concern.topic_rows).joinedload(ConcernTopic.topic),
        ),
        page,
        per_page=SHOWN,
    )


def as_entered_cards(
    concerns: Sequence[Concern], topics: Sequence[Topic], member: StaffMember
) -> list[EnteredCard]:
    numbers = card_numbers(concerns)
    return [
        EnteredCard(
            concern,
            numbers.get(concern.receipt_hash),
            is_readable=not concern.is_for_complaint_staff or member.reads_complaints,
            can_be_undone=can_be_undone(concern, by=member),
            guesses=_guesses(concern, topics),
            dangers=_dangers(concern),
        )
        for concern in concerns
    ]


def can_be_undone(concern: Concern, *, by: StaffMember) -> bool:
    """Return whether this person has just typed it in, and nobody has worked with it since."""
    return (
        concern.source is ConcernSource.PAPER
        and concern.entered_by_id == by.id
        and is_untouched(concern)
        # Of a flag a colleague may have been told.
        and not concern.flag_rows
        and now() - concern.created_at < UNDO_WITHIN
        and not _has_entry_of_another(concern)
    )


def _has_entry_of_another(concern: Concern) -> bool:
    """Return whether the log says that somebody else did something with it, such as a note."""
    of_another = exists().where(
        AuditEntry.subject_table == Concern.__tablename__,
        AuditEntry.subject_id == concern.id,
        AuditEntry.staff_id != concern.entered_by_id,
    )
    return bool(db.session.scalar(select(of_another)))


def readable_concern(member: StaffMember, *conditions: ColumnElement[bool]) -> Concern | None:
    query = select(Concern).join(Concern.event).where(*conditions, readable_by(member))
    return db.session.scalars(query.options(contains_eager(Concern.event))).one_or_none()


def card_numbers(concerns: Sequence[Concern]) -> Mapping[str | None, int]:
    hashes = [concern.receipt_hash for concern in concerns]
    found = select(PaperCard.receipt_hash, PaperCard.number)
    return dict(db.session.execute(found.where(PaperCard.receipt_hash.in_(hashes))).all())


def _guesses(concern: Concern, topics: Sequence[Topic]) -> list[Topic]:
    """Return what the background reading found; before it, what the words make likely at once."""
    if concern.topics_are_checked:
        return []
    if concern.suggested_at:
        return concern.topics
    by_id = {topic.id: topic for topic in topics}
    texts = topic_texts(guessable(topics, concern.body))
    return [by_id[each] for each in likeliest_topics(concern.body, texts)]


def _dangers(concern: Concern) -> list[FlagKind]:
    """Return the kinds of its flags; before the background reading, those of its words."""
    if concern.suggested_at:
        return [flag.kind for flag in concern.flags]
    found = find_emergency(concern.body)
    return [kind for kind in FlagKind if kind.value in {each.value for each in found}]
