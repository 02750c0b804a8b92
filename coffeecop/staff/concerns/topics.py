"""The topics of a concern: who gave it them, and what else it may be about."""

from collections.abc import Sequence
from typing import Any, NamedTuple

from flask_babel import gettext as _
from flask_babel import lazy_gettext as _l
from sqlalchemy import Integer, bindparam, or_, select
from sqlalchemy.orm import load_only
from wtforms import HiddenField, SelectMultipleField

from coffeecop.db import db
from coffeecop.engine.examples import OFFER
from coffeecop.models import AssignedBy, Concern, ConcernTopic, StaffMember, Topic, TopicSuggestion
from coffeecop.models.suggestions import Confidence, confidence_in
from coffeecop.staff.concern_list.filters import ConcernFilter
from coffeecop.web.forms import StaffForm
from coffeecop.web.i18n import localized

MOST_OFFERED = 2
# What a page shows of a topic.
SHOWN_OF_TOPICS = (Topic.name_en, Topic.name_es, Topic.position, Topic.retired_at)


class AssignedTopic(NamedTuple):
    """A topic of a concern, who assigned it, and its probability according to the engine."""

    topic: Topic
    assigned_by: AssignedBy
    staff_name: str | None
    probability: float | None

    @property
    def confidence(self) -> Confidence | None:
        return None if self.probability is None else confidence_in(self.probability)

    @property
    def words(self) -> str:
        name = localized(self.topic, "name")
        if self.assigned_by is AssignedBy.STAFF:
            return _("%(topic)s: set by %(staff_name)s", topic=name, staff_name=self.staff_name)
        if self.assigned_by is AssignedBy.RESIDENT:
            return _("%(topic)s: chosen by the resident", topic=name)
        return _("%(topic)s: confirmed by staff", topic=name)


class TopicsForm(StaffForm):
    topics = SelectMultipleField(_l("Topics of this concern"), coerce=int)
    # Topics checked when the form was rendered; the difference is this person's change.
    shown = HiddenField()

    def __init__(self, *, choices: Sequence[Topic], ticked: Sequence[int], **options: Any) -> None:
        data = {"topics": list(ticked), "shown": "-".join(map(str, ticked))}
        super().__init__(data=data, **options)
        self.topics.choices = [(topic.id, localized(topic, "name")) for topic in choices]

    @property
    def shown_ids(self) -> set[int]:
        shown = set((self.shown.data or "").split("-"))
        return {topic_id for topic_id, _ in self.topics.choices if str(topic_id) in shown}

    @property
    def chosen_ids(self) -> set[int]:
        return set(self.topics.data or ())


class TopicsOfConcern(NamedTuple):
    """Assigned topics of a concern, and suggested ones, the likeliest first."""

    assigned: Sequence[AssignedTopic]
    offered: Sequence[Topic]
    # What the list of concerns calls possible, where no topic is assigned.
    guess: Topic | None
    # Those in use, and retired ones that it has.
    choices: Sequence[Topic]
    is_read: bool

    @property
    def ids(self) -> list[int]:
        return [each.topic.id for each in self.assigned]

    def form(self, **options: Any) -> TopicsForm:
        return TopicsForm(choices=self.choices, ticked=self.ids, **options)

    @property
    def by_people(self) -> list[AssignedTopic]:
        return [each for each in self.assigned if each.assigned_by is not AssignedBy.ENGINE]

    @property
    def hint(self) -> str:
        """Return what stands above the buttons for other topics, or for none."""
        if self.by_engine:
            return _("If that is wrong, choose what it is about:")
        if self.offered and self.by_people:
            return _("It may also be about:")
        if self.offered:
            return _("The computer is not sure. It may be about:")
        if self.is_read:
            return _("The computer found no topic that fits.")
        return _("The computer has not read it yet.")

    @property
    def by_engine(self) -> list[AssignedTopic]:
        return [each for each in self.assigned if each.assigned_by is AssignedBy.ENGINE]


CONCERN_ID = bindparam("concern_id", type_=Integer)
IS_ASSIGNED = (ConcernTopic.topic_id == Topic.id) & (ConcernTopic.concern_id == CONCERN_ID)
IS_LIKELY = (TopicSuggestion.topic_id == Topic.id) & (TopicSuggestion.concern_id == CONCERN_ID)
TOPICS = (
    select(Topic, ConcernTopic.assigned_by, StaffMember.name, TopicSuggestion.probability)
    .outerjoin(ConcernTopic, IS_ASSIGNED)
    .outerjoin(StaffMember, StaffMember.id == ConcernTopic.staff_id)
    .outerjoin(TopicSuggestion, IS_LIKELY)
    .where(
        Topic.agency_id == bindparam("agency_id"),
        or_(ConcernTopic.topic_id.is_not(None), Topic.retired_at.is_(None)),
    )
    .order_by(Topic.position, Topic.id)
    .options(load_only(*SHOWN_OF_TOPICS))
)


def topics_of_concern(concern: Concern) -> TopicsOfConcern:
    own = {"concern_id": concern.id, "agency_id": concern.event.agency_id}
    rows = db.session.execute(TOPICS, own).all()
    assigned = [AssignedTopic(*row) for row in rows if row.assigned_by is not None]
    others = [row for row in rows if row.assigned_by is None and row.probability is not None]
    likeliest = sorted(others, key=lambda row: -row.probability)[:MOST_OFFERED]
    is_open = not (assigned or concern.topics_are_checked)
    guess = likeliest[0] if is_open and likeliest and likeliest[0].probability >= OFFER else None
    return TopicsOfConcern(
        assigned,
        [row.Topic for row in likeliest],
        guess and guess.Topic,
        [row.Topic for row in rows],
        is_read=concern.suggested_at is not None,
    )


def similar_concerns(concern: Concern, topics: TopicsOfConcern) -> ConcernFilter | None:
    """Return the filter of the same event and first topic."""
    assigned = topics.by_people or topics.assigned
    if concern.is_for_complaint_staff or not assigned:
        return None
    return ConcernFilter(event_ids=(concern.event_id,), topic_id=assigned[0].topic.id)
