"""Matters: what several people said, what the department says to that, and what came of it."""

import enum
from datetime import date, datetime
from typing import Any

from sqlalchemy import Index, LargeBinary, String, Text
from sqlalchemy.orm import Mapped, mapped_column, relationship

from coffeecop.db import CreatedAt, HasId, Model
from coffeecop.engine.text import slug
from coffeecop.models.agency import Agency, Venue
from coffeecop.models.concern import Concern
from coffeecop.models.concern.parts import LONGEST_BODY
from coffeecop.models.event import Event
from coffeecop.models.keys import (
    AgencyId,
    ConcernId,
    EventId,
    Language,
    ShownInPublic,
    StaffId,
    TopicId,
    Versioned,
    bounded,
    check,
    not_blank,
    partial_index,
    present,
    to,
)
from coffeecop.models.staff import StaffMember
from coffeecop.models.topics import Topic

LONGEST_MATTER_NAME = 120
LONGEST_ALSO = 200
LONGEST_ASKED = 300
LONGEST_SAID = LONGEST_BODY
LONGEST_COUNTED = 200
LONGEST_ALT = 300
LARGEST_PHOTO = 2_000_000
LONGEST_WORDS_IN_ADDRESS = 60


class MatterState(enum.StrEnum):
    """How far a matter is. Only the verbs in coffeecop/matters change it."""

    HEARD = "heard"
    ANSWERED = "answered"
    # Promised: somebody does it by a day.
    DOING = "doing"
    DONE = "done"
    # The department cannot do it, and says why.
    CANNOT = "cannot"


# In these the department has said something.
SAID_STATES = tuple(each for each in MatterState if each is not MatterState.HEARD)


class Matter(ShownInPublic, Versioned, HasId, Model):
    """A person names it; the program counts who says so."""

    __tablename__ = "matters"
    __table_args__ = (
        *present("name"),
        *not_blank("also", "place", "asked_en", "asked_es", "counted_en", "counted_es"),
        check(
            "doing_has_owner_and_day",
            "(state = 'doing') = (owner_id IS NOT NULL) "
            "AND (state = 'doing') = (due_on IS NOT NULL)",
        ),
        check(
            "deputy_is_another", "deputy_id IS NULL OR state = 'doing' AND deputy_id <> owner_id"
        ),
        check("published_has_who", "(published_at IS NULL) = (published_by_id IS NULL)"),
        check(
            "published_has_words",
            "published_at IS NULL OR state <> 'heard' OR asked_en IS NOT NULL "
            "OR asked_es IS NOT NULL",
        ),
        check(
            "figure_whole",
            "(before_count IS NULL) = (before_total IS NULL) "
            "AND (after_count IS NULL) = (after_total IS NULL) "
            "AND (after_count IS NULL OR before_count IS NOT NULL) "
            "AND (before_count IS NULL) = (counted_en IS NULL AND counted_es IS NULL)",
        ),
        check(
            "figure_in_range",
            "(before_count IS NULL OR before_count BETWEEN 0 AND before_total) "
            "AND (after_count IS NULL OR after_count BETWEEN 0 AND after_total)",
        ),
        Index("ix_matters_agency_id_state_due_on", "agency_id", "state", "due_on"),
    )

    agency_id: Mapped[AgencyId]
    form_key_hash: Mapped[str] = mapped_column(String(64), unique=True)
    state: Mapped[MatterState] = mapped_column(default=MatterState.HEARD)
    # Staff's short words, and other words for the same, which the ranking alone reads.
    name: Mapped[str] = mapped_column(String(LONGEST_MATTER_NAME))
    also: Mapped[str | None] = mapped_column(String(LONGEST_ALSO))
    # What people said or asked, in the department's words. None: nobody has written it.
    asked_en: Mapped[str | None] = mapped_column(String(LONGEST_ASKED))
    asked_es: Mapped[str | None] = mapped_column(String(LONGEST_ASKED))
    topic_id: Mapped[TopicId | None] = mapped_column(index=True)
    place: Mapped[str | None] = mapped_column(String(120))
    venue_id: Mapped[int | None] = mapped_column(to("venues", "RESTRICT"), index=True)
    # Where it was heard first.
    event_id: Mapped[int | None] = mapped_column(to("events", "SET NULL"), index=True)
    owner_id: Mapped[StaffId | None] = mapped_column(index=True)
    deputy_id: Mapped[StaffId | None]
    # A local date of the department.
    due_on: Mapped[date | None]
    published_at: Mapped[datetime | None]
    published_by_id: Mapped[StaffId | None]
    # A figure: what was counted and by what; so many of so many before it was done, and after.
    counted_en: Mapped[str | None] = mapped_column(String(LONGEST_COUNTED))
    counted_es: Mapped[str | None] = mapped_column(String(LONGEST_COUNTED))
    before_count: Mapped[int | None]
    before_total: Mapped[int | None]
    after_count: Mapped[int | None]
    after_total: Mapped[int | None]
    # The path of the page that this one took the place of, such as "promises/12".
    former_path: Mapped[str | None] = mapped_column(String(40), unique=True)
    created_by_id: Mapped[StaffId]
    created_at: Mapped[CreatedAt]

    agency: Mapped[Agency] = relationship()
    event: Mapped[Event | None] = relationship()
    venue: Mapped[Venue | None] = relationship()
    topic: Mapped[Topic | None] = relationship()
    owner: Mapped[StaffMember | None] = relationship(foreign_keys="Matter.owner_id")
    deputy: Mapped[StaffMember | None] = relationship(foreign_keys="Matter.deputy_id")
    created_by: Mapped[StaffMember] = relationship(foreign_keys="Matter.created_by_id")
    steps: Mapped[list["MatterStep"]] = relationship(
        cascade="all, delete-orphan", order_by="MatterStep.id"
    )
    concern_rows: Mapped[list["MatterConcern"]] = relationship(
        cascade="all, delete-orphan", order_by="MatterConcern.concern_id"
    )

    @property
    def is_published(self) -> bool:
        return self.published_at is not None

    @property
    def is_only_named(self) -> bool:
        """Return whether nothing was said about it: then it can go."""
        return len(self.steps) == 1 and not self.is_published and not self.former_path

    @property
    def has_figure(self) -> bool:
        return self.before_count is not None

    @property
    def figure(self) -> list[tuple[int, int] | None]:
        """Return what was counted before and after, each so many of so many."""
        pairs = (self.before_count, self.before_total), (self.after_count, self.after_total)
        return [None if count is None or of is None else (count, of) for count, of in pairs]

    @property
    def is_doing(self) -> bool:
        return self.state is MatterState.DOING

    @property
    def is_overdue(self) -> bool:
        return self.due_on is not None and self.due_on < self.agency.today

    @property
    def said(self) -> "MatterStep | None":
        """Return the step whose words are the department's answer now; None: only heard."""
        if self.state is MatterState.HEARD:
            return None
        return next(each for each in reversed(self.steps) if not each.is_note)

    @property
    def news(self) -> "MatterStep | None":
        """Return how far it is, if somebody has noted it since the answer."""
        last = self.steps[-1]
        return last if last.is_note else None

    @property
    def photo(self) -> "MatterPhoto | None":
        return self.said.photo if self.said else None

    @property
    def address(self) -> dict[str, Any]:
        said = self.said
        text = self.asked_en or self.asked_es or (said and (said.said_en or said.said_es))
        words = slug(text or "", most=LONGEST_WORDS_IN_ADDRESS)
        return {"matter_id": self.id, "words": words or None}


class MatterStep(ShownInPublic, HasId, Model):
    """What the department said or did. Never changed, only followed; the last gives the state."""

    __tablename__ = "matter_steps"
    __table_args__ = (
        *not_blank("said_en", "said_es"),
        *bounded(LONGEST_SAID, "said_en", "said_es"),
        check("said_has_words", "state = 'heard' OR said_en IS NOT NULL OR said_es IS NOT NULL"),
        check("heard_says_nothing", "state <> 'heard' OR said_en IS NULL AND said_es IS NULL"),
        check("note_while_doing", "NOT is_note OR state = 'doing'"),
        check("doing_has_day", "(state = 'doing') = (due_on IS NOT NULL)"),
        Index("ix_matter_steps_matter_id_id", "matter_id", "id"),
    )

    matter_id: Mapped[int] = mapped_column(to("matters", "CASCADE"))
    form_key_hash: Mapped[str] = mapped_column(String(64), unique=True)
    staff_id: Mapped[StaffId]
    state: Mapped[MatterState]
    # How far it is: the words before it still stand.
    is_note: Mapped[bool] = mapped_column(default=False)
    said_en: Mapped[str | None] = mapped_column(Text)
    said_es: Mapped[str | None] = mapped_column(Text)
    # The department's local day on which it was said or done, and by which it is to be done.
    day: Mapped[date]
    due_on: Mapped[date | None]
    created_at: Mapped[CreatedAt]

    staff_member: Mapped[StaffMember] = relationship()
    photo: Mapped["MatterPhoto | None"] = relationship(
        cascade="all, delete-orphan", single_parent=True
    )

    def words_in(self, language: Language) -> str | None:
        return self.said_en if language is Language.ENGLISH else self.said_es


class MatterPhoto(ShownInPublic, Model):
    """A photo of what was done: a JPEG that the app encoded anew, without anything beside it."""

    __tablename__ = "matter_photos"
    __table_args__ = (
        check("content_size", f"length(content) BETWEEN 1 AND {LARGEST_PHOTO}"),
        check("size_positive", "width > 0 AND height > 0"),
        *not_blank("alt_en", "alt_es"),
        check("has_text", "alt_en IS NOT NULL OR alt_es IS NOT NULL"),
    )

    step_id: Mapped[int] = mapped_column(to("matter_steps", "CASCADE"), primary_key=True)
    content: Mapped[bytes] = mapped_column(LargeBinary, deferred=True)
    # SHA-256 of the content: part of its address, so that it can be cached for good.
    digest: Mapped[str] = mapped_column(String(64))
    width: Mapped[int]
    height: Mapped[int]
    # What is to be seen, for whoever cannot see it.
    alt_en: Mapped[str | None] = mapped_column(String(LONGEST_ALT))
    alt_es: Mapped[str | None] = mapped_column(String(LONGEST_ALT))
    created_at: Mapped[CreatedAt]


class MatterConcern(ShownInPublic, Model):
    """Whether a concern belongs to a matter, as a person said. A no is kept, not asked again."""

    __tablename__ = "matter_concerns"
    __table_args__ = (
        check("quoted_belongs", "belongs OR NOT is_quoted"),
        partial_index("ix_matter_concerns_quoted", "matter_id", where="is_quoted", unique=True),
    )

    matter_id: Mapped[int] = mapped_column(to("matters", "CASCADE"), primary_key=True)
    concern_id: Mapped[ConcernId] = mapped_column(primary_key=True, index=True)
    belongs: Mapped[bool] = mapped_column(default=True)
    is_quoted: Mapped[bool] = mapped_column(default=False)
    staff_id: Mapped[StaffId]
    created_at: Mapped[CreatedAt]

    concern: Mapped[Concern] = relationship()
    staff_member: Mapped[StaffMember] = relationship()


class MatterConfirmation(HasId, Model):
    """A resident who said, before sending anything, that this was their answer."""

    __tablename__ = "matter_confirmations"

    matter_id: Mapped[int] = mapped_column(to("matters", "CASCADE"), index=True)
    # None: on the page of what came of it.
    event_id: Mapped[EventId | None] = mapped_column(index=True)
    form_key_hash: Mapped[str] = mapped_column(String(64), unique=True)
    created_at: Mapped[CreatedAt]
