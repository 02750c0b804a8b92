"""An agency's topics: the list and its changes, their wording, facts, and the starter topics."""

import json
from collections.abc import Collection, Iterable, Sequence
from dataclasses import dataclass, replace
from datetime import datetime
from itertools import count
from pathlib import Path
from typing import Any

from sqlalchemy import Select, String, Text, UniqueConstraint, bindparam, select, update
from sqlalchemy.orm import Mapped, mapped_column, relationship

from coffeecop.db import CreatedAt, HasId, Model, db, execute_bulk, now
from coffeecop.engine.text import fold_line, slug
from coffeecop.models.agency import Agency, lock_agency
from coffeecop.models.keys import (
    AgencyId,
    ShownInPublic,
    StaffId,
    TopicId,
    Versioned,
    bounded,
    check,
    not_blank,
    present,
)
from coffeecop.models.staff import StaffMember

# The key of the catch-all topic, which carries no information about a concern's subject.
OTHER = "other"
# That of thanks.
PRAISE = "praise"
LONGEST_KEY = 60
LONGEST_NAME = 60
LONGEST_DESCRIPTION = 1000
LONGEST_KEYWORD = 60
MOST_KEYWORDS = 200
LONGEST_NOTE = 1000
STARTER_TOPICS = Path(__file__).with_name("starter_topics.json")


class NameTaken(Exception):
    """Another topic in use has this name.

    `fields` are the name fields (languages) concerned, and `place` is the index among several
    topics.
    """

    def __init__(self, fields: Sequence[str], place: int = 0) -> None:
        super().__init__(*fields)
        self.fields = fields
        self.place = place


class Topic(ShownInPublic, Versioned, HasId, Model):
    __tablename__ = "topics"
    __table_args__ = (
        UniqueConstraint("agency_id", "key"),
        *present("name_en", "name_es"),
        check(
            "replaced_is_retired",
            "replaced_by_id IS NULL OR (retired_at IS NOT NULL AND replaced_by_id <> id)",
        ),
        check("split_from_another", "split_from_id <> id"),
        *not_blank("note"),
        *bounded(LONGEST_NOTE, "note"),
        check(
            "note_has_who_and_when",
            "(note IS NULL) = (note_changed_at IS NULL) "
            "AND (note IS NULL) = (note_changed_by_id IS NULL)",
        ),
    )

    agency_id: Mapped[AgencyId]
    # Stable identifier for imported files, independent of the displayed name.
    key: Mapped[str] = mapped_column(String(LONGEST_KEY))
    position: Mapped[int]
    name_en: Mapped[str] = mapped_column(String(LONGEST_NAME))
    name_es: Mapped[str] = mapped_column(String(LONGEST_NAME))
    # What it covers: sentences, one per line.
    description_en: Mapped[str] = mapped_column(Text, default="")
    description_es: Mapped[str] = mapped_column(Text, default="")
    # One keyword per line.
    keywords_en: Mapped[str] = mapped_column(Text, default="")
    keywords_es: Mapped[str] = mapped_column(Text, default="")
    retired_at: Mapped[datetime | None]
    # The topic into which this one was merged.
    replaced_by_id: Mapped[TopicId | None]
    # The topic that was split into this one and others. Staff move the concerns that people had
    # sorted there.
    split_from_id: Mapped[TopicId | None]
    created_at: Mapped[CreatedAt]
    # Facts that answer likely questions, kept by staff for the briefing. Only `write_note` writes
    # them: a topic that the session changes is classified anew.
    note: Mapped[str | None] = mapped_column(Text)
    note_changed_at: Mapped[datetime | None]
    note_changed_by_id: Mapped[StaffId | None]

    note_changed_by: Mapped[StaffMember | None] = relationship()

    @property
    def note_version(self) -> str:
        """Return what tells whether a colleague has changed the note since a form showed it."""
        return self.note_changed_at.isoformat() if self.note_changed_at else ""

    def write_note(self, note: str | None, *, by: StaffMember) -> None:
        """Set the facts; None: there are none."""
        values = {
            "note": note,
            "note_changed_at": now() if note else None,
            "note_changed_by_id": by.id if note else None,
        }
        execute_bulk(update(Topic).where(Topic.id == self.id).values(values))
        db.session.refresh(self, [*values, "note_changed_by"])

    @property
    def is_retired(self) -> bool:
        return self.retired_at is not None

    @property
    def is_replaced(self) -> bool:
        return self.replaced_by_id is not None

    @property
    def can_be_restored(self) -> bool:
        return self.is_retired and not self.is_replaced


@dataclass(frozen=True)
class Wording:
    name_en: str
    name_es: str
    description_en: str = ""
    description_es: str = ""
    keywords_en: tuple[str, ...] = ()
    keywords_es: tuple[str, ...] = ()

    @classmethod
    def of(cls, topic: Topic) -> "Wording":
        return cls(
            name_en=topic.name_en,
            name_es=topic.name_es,
            description_en=topic.description_en,
            description_es=topic.description_es,
            keywords_en=tuple(topic.keywords_en.splitlines()),
            keywords_es=tuple(topic.keywords_es.splitlines()),
        )

    def with_keywords_of(self, other: "Wording") -> "Wording":
        return replace(
            self,
            keywords_en=merge_keywords(self.keywords_en, other.keywords_en),
            keywords_es=merge_keywords(self.keywords_es, other.keywords_es),
        )

    def write_to(self, topic: Topic) -> None:
        topic.name_en, topic.name_es = self.name_en, self.name_es
        topic.description_en, topic.description_es = self.description_en, self.description_es
        topic.keywords_en = "\n".join(self.keywords_en)
        topic.keywords_es = "\n".join(self.keywords_es)


def topics_in_order(agency_id: Any) -> Select[Topic]:
    """Select an agency's topics in list order, including retired ones."""
    return select(Topic).where(Topic.agency_id == agency_id).order_by(Topic.position, Topic.id)


TOPICS = topics_in_order(bindparam("agency_id"))


def topics_of(agency_id: int) -> Sequence[Topic]:
    return db.session.scalars(TOPICS, {"agency_id": agency_id}).all()


def topics_in_use(agency_id: int) -> Sequence[Topic]:
    return db.session.scalars(topics_in_order(agency_id).where(Topic.retired_at.is_(None))).all()


def add_to_list(wording: Wording, agency_id: int) -> Topic:
    """Add a topic at the end. Raises NameTaken."""
    lock_agency(agency_id)
    check_names([wording], topics_in_use(agency_id))
    return append_topic(wording, agency_id)


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


def unique_key(name: str, taken: Collection[str]) -> str:
    """Return an unused key: the slug of the English name, numbered if necessary."""
    base = slug(name, most=LONGEST_KEY) or "topic"
    numbered = (f"{base[: LONGEST_KEY - len(str(n)) - 1]}-{n}" for n in count(2))
    return base if base not in taken else next(key for key in numbered if key not in taken)


def add_starter_topics(agency: Agency) -> list[Topic]:
    topics = [
        Topic(
            agency_id=agency.id,
            position=position,
            **{
                # Keywords are lists in the file and lines in the table.
                name: "\n".join(value) if isinstance(value, list) else value
                for name, value in fields.items()
            },
        )
        for position, fields in enumerate(json.loads(STARTER_TOPICS.read_text("utf-8")), start=1)
    ]
    db.session.add_all(topics)
    return topics


def split_lines(text: str | None) -> tuple[str, ...]:
    """Return the non-blank lines with normalized spacing."""
    return tuple(" ".join(line.split()) for line in (text or "").splitlines() if line.strip())


def merge_keywords(keywords: Iterable[str], more: Iterable[str]) -> tuple[str, ...]:
    """Return the keywords followed by those of `more` that are not among them."""
    known = {fold_line(keyword): keyword for keyword in keywords}
    for keyword in more:
        known.setdefault(fold_line(keyword), keyword)
    return tuple(known.values())


def duplicates(keywords: Sequence[str]) -> list[str]:
    """Return the keywords that equal an earlier one when folded."""
    folded = [fold_line(each) for each in keywords]
    return [each for place, each in enumerate(keywords) if folded[place] in folded[:place]]
