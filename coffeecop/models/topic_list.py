"""Add to an agency's topic list: by hand, from a theme, by a split, or from a file."""

from collections.abc import Iterable, Sequence

from coffeecop.db import db
from coffeecop.engine.text import fold_line
from coffeecop.models import AssignedBy, AuditAction, Concern, StaffMember, Topic
from coffeecop.models.agency import lock_agency
from coffeecop.models.audit import record
from coffeecop.models.topic import topics_in_use, topics_of, unique_key
from coffeecop.models.topic_wording import Wording


class NameTaken(Exception):
    """Another topic in use has this name.

    `fields` are the name fields (languages) concerned, and `place` is the index among several
    topics.
    """

    def __init__(self, fields: Sequence[str], place: int = 0) -> None:
        super().__init__(*fields)
        self.fields = fields
        self.place = place


def add_to_list(wording: Wording, *, by: StaffMember) -> Topic:
    """Add a topic at the end. Raises NameTaken."""
    lock_agency(by.agency_id)
    check_names([wording], topics_in_use(by.agency_id))
    topic = append_topic(wording, by.agency_id)
    record(AuditAction.TOPIC_ADDED, by=by, subject=topic)
    return topic


def check_names(wordings: Sequence[Wording], in_use: Sequence[Topic]) -> None:
    """Raise NameTaken if one of these has the name of another one or of a topic in use."""
    taken = {
        "name_en": {fold_line(topic.name_en) for topic in in_use},
        "name_es": {fold_line(topic.name_es) for topic in in_use},
    }
    for place, wording in enumerate(wordings):
        names = {field: fold_line(getattr(wording, field)) for field in taken}
        fields = [field for field, name in names.items() if name in taken[field]]
        if fields:
            raise NameTaken(fields, place)
        for field, name in names.items():
            taken[field].add(name)


def give_topic(concerns: Iterable[Concern], topic: Topic, *, by: StaffMember) -> None:
    """Add the topic to those chosen by people; it replaces those assigned by the engine."""
    for concern in concerns:
        remaining = [
            row.topic
            for row in concern.topic_rows
            if concern.topics_are_checked or row.assigned_by is not AssignedBy.ENGINE
        ]
        concern.set_topics([*remaining, topic], by=by)
        record(AuditAction.TOPICS_CHANGED, by=by, subject=concern, detail=f"+{topic.key}")


def append_topic(wording: Wording, agency_id: int, *, split_from_id: int | None = None) -> Topic:
    present = topics_of(agency_id)
    topic = Topic(
        agency_id=agency_id,
        key=unique_key(wording.name_en, {each.key for each in present}),
        position=max((each.position for each in present), default=0) + 1,
        split_from_id=split_from_id,
    )
    wording.write_to(topic)
    db.session.add(topic)
    db.session.flush()
    return topic
