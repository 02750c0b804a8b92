"""The facts from which a draft of "You said, we did" is made."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from sqlalchemy import select
from sqlalchemy.orm import selectinload

from coffeecop.db import db
from coffeecop.models import (
    Concern,
    ConcernTopic,
    Event,
    EventLine,
    Promise,
    PublicAnswer,
    Referral,
    ReferralPartner,
    Topic,
)
from coffeecop.models.concern.conditions import in_event_stream
from coffeecop.models.concern.counts import States, states_of
from coffeecop.models.topics import OTHER
from coffeecop.staff.events.lines.queries import lines_of
from coffeecop.staff.events.report.figures import SMALLEST_SHOWN
from coffeecop.staff.summaries.counts import counts_with_topics

MOST_TOPICS = 3


@dataclass(frozen=True)
class Facts:
    # What officers heard, in their own words.
    lines: Sequence[EventLine]
    # The largest, each raised by at least as many as may be told in public.
    topics: Sequence[Topic]
    states: States
    # To partners, by topic.
    passed: Mapping[ReferralPartner, Sequence[Topic]]
    promises: Sequence[Promise]
    answers: Sequence[PublicAnswer]


def facts_of(event: Event) -> Facts:
    topics, counts = counts_with_topics([event])
    # The catch-all topic tells nothing.
    told = [
        topic
        for topic in topics
        if topic.key != OTHER and counts.share(topic, event.id).number >= SMALLEST_SHOWN
    ]
    largest = sorted(told, key=lambda topic: -counts.share(topic, event.id).number)[:MOST_TOPICS]
    return Facts(
        lines=lines_of(event),
        topics=largest,
        states=states_of(event),
        passed=_passed(event),
        promises=_promises(event),
        answers=_answers(event, largest),
    )


def _passed(event: Event) -> dict[ReferralPartner, list[Topic]]:
    rows = db.session.execute(
        select(ReferralPartner, Topic)
        .distinct()
        .select_from(Referral)
        .join(Referral.partner)
        .join(Referral.concern)
        .outerjoin(ConcernTopic, ConcernTopic.concern_id == Concern.id)
        .outerjoin(Topic, Topic.id == ConcernTopic.topic_id)
        .where(
            Concern.event_id == event.id,
            in_event_stream(),
            Referral.sent_at.is_not(None),
            Referral.withdrawn_at.is_(None),
        )
        .order_by(ReferralPartner.name_en, ReferralPartner.id, Topic.position, Topic.id)
    )
    passed: dict[ReferralPartner, list[Topic]] = {}
    for partner, topic in rows:
        passed.setdefault(partner, []).extend([topic] if topic else [])
    return passed


def _promises(event: Event) -> Sequence[Promise]:
    """Return the promises that residents may read."""
    return db.session.scalars(
        select(Promise)
        .where(Promise.event_id == event.id, Promise.published_at.is_not(None))
        .order_by(Promise.id)
        .options(selectinload(Promise.topic))
    ).all()


def _answers(event: Event, topics: Sequence[Topic]) -> Sequence[PublicAnswer]:
    return db.session.scalars(
        select(PublicAnswer)
        .where(
            PublicAnswer.agency_id == event.agency_id,
            PublicAnswer.published_at.is_not(None),
            PublicAnswer.topic_id.in_([topic.id for topic in topics]),
        )
        .order_by(PublicAnswer.id)
    ).all()
