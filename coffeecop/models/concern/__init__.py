from datetime import datetime, timedelta
from typing import Any
from zoneinfo import ZoneInfo

from sqlalchemy import Index, String, Text, text
from sqlalchemy.orm import Mapped, mapped_column, relationship, validates

from coffeecop.db import HasId, Model, now, stored_by_value
from coffeecop.engine.examples import FlagLevel
from coffeecop.engine.kinds import Kind
from coffeecop.models.concern.destroyed import BlankMixin
from coffeecop.models.concern.parts import (
    LONGEST_BODY,
    OUT_STATES,
    WAITING_STATES,
    AssignedBy,
    Better,
    ConcernFlag,
    ConcernSource,
    ConcernState,
    ConcernTopic,
    Message,
    ResidentState,
)
from coffeecop.models.concern.triage import CHECKS as TRIAGE_CHECKS
from coffeecop.models.concern.triage import ReviewMixin
from coffeecop.models.event import Event, Phase
from coffeecop.models.event.parts import Contact
from coffeecop.models.keys import (
    EventId,
    Language,
    StaffId,
    bounded,
    check,
    not_blank,
    partial_index,
)
from coffeecop.models.staff import StaffMember
from coffeecop.models.topics import Topic

# Who may have said the same to one officer.
MOST_PEOPLE = 99
# The time after which residents are asked whether things got better.
BETTER_ASKED_AFTER = timedelta(days=21)
# Until then a resident is still there from sending it, and has not come back.
COMES_BACK_AFTER = timedelta(hours=1)


def _asked_at(context: Any) -> datetime | None:
    """Return since when a new concern asks for a word; None if it does not."""
    given = context.get_current_parameters()
    if given.get("kind") == Kind.QUESTION or given.get("wants_answer"):
        return given.get("created_at") or now()
    return None


def _waiting_since(context: Any) -> datetime | None:
    given = context.get_current_parameters()
    # The defaults of the columns that follow are not there yet.
    if (given.get("state") or ConcernState.RECEIVED) not in WAITING_STATES:
        return None
    return given.get("asked_at") or _asked_at(context)


class Concern(BlankMixin, ReviewMixin, HasId, Model):
    __tablename__ = "concerns"
    __table_args__ = (
        check("body_present", "(length(trim(body)) > 0) = (destroyed_at IS NULL)"),
        *bounded(LONGEST_BODY, "body"),
        *not_blank("place"),
        check(
            "entered_has_who",
            "destroyed_at IS NOT NULL OR (source = 'resident') = (entered_by_id IS NULL)",
        ),
        check("people_range", f"people BETWEEN 1 AND {MOST_PEOPLE}"),
        check("better_has_when", "(better IS NULL) = (better_at IS NULL)"),
        check(
            "topics_checked_has_who_and_when",
            "(topics_checked_by_id IS NULL) = (topics_checked_at IS NULL)",
        ),
        check(
            "details_looked_for_at_once", "(has_personal_details IS NULL) = (names_officer IS NULL)"
        ),
        *TRIAGE_CHECKS,
        *BlankMixin.CHECKS,
        Index("ix_concerns_event_id_created_at", "event_id", "created_at"),
        Index("ix_concerns_created_at", "created_at"),
        # Partial index: few concerns are unclassified.
        partial_index("ix_concerns_to_read", "id", where="suggested_at IS NULL"),
        Index(
            "ix_concerns_for_complaint_staff",
            "created_at",
            sqlite_where=text(
                "is_complaint IS 1 OR may_be_complaint IS 1 OR sounds_like_complaint IS 1"
            ),
            postgresql_where=text(
                "is_complaint IS true OR may_be_complaint IS true OR sounds_like_complaint IS true"
            ),
        ),
        partial_index("ix_concerns_details_to_find", "id", where="has_personal_details IS NULL"),
        *(
            partial_index(f"ix_concerns_{name}", name, where=f"{name} IS NOT NULL")
            for name in (
                "assigned_to_id",
                "deputy_id",
                "due_on",
                "listed_at",
                "topics_checked_at",
                "waiting_since",
            )
        ),
    )

    event_id: Mapped[EventId]
    # None for concerns entered without a form. An import derives keys from its file.
    form_key_hash: Mapped[str | None] = mapped_column(String(64), unique=True)
    receipt_hash: Mapped[str | None] = mapped_column(String(64), unique=True)
    body: Mapped[str] = mapped_column(Text)
    kind: Mapped[Kind] = mapped_column(default=Kind.CONCERN)
    phase: Mapped[Phase]
    wants_talk: Mapped[bool] = mapped_column(default=False)
    wants_answer: Mapped[bool] = mapped_column(default=False)
    # Free text, such as a street or a park; never coordinates.
    place: Mapped[str | None] = mapped_column(String(120))
    for_neighbor: Mapped[bool] = mapped_column(default=False)
    language: Mapped[Language]
    source: Mapped[ConcernSource] = mapped_column(
        default=ConcernSource.RESIDENT, server_default=ConcernSource.RESIDENT.value
    )
    # Who typed it in, if the resident did not.
    entered_by_id: Mapped[StaffId | None]
    # How many people told an officer the same.
    people: Mapped[int] = mapped_column(default=1, server_default="1")
    # Detected language of the text; None: not classified yet, or unclear.
    text_language: Mapped[Language | None] = mapped_column(
        stored_by_value(Language, "textlanguage")
    )
    # What the text holds: a phone number, a house address or the like; the name or badge number of
    # an officer. None: not looked for yet.
    has_personal_details: Mapped[bool | None]
    names_officer: Mapped[bool | None]
    topics_checked_at: Mapped[datetime | None]
    topics_checked_by_id: Mapped[StaffId | None]
    # When the resident used the unsubscribe link in an answer mail (RFC 8058).
    unsubscribed_at: Mapped[datetime | None]
    # When the resident last asked for a word, before the wait for it began anew. None: never.
    asked_at: Mapped[datetime | None] = mapped_column(default=_asked_at)
    # Since when somebody waits for a word: who asked, or who asked the same. None: nobody waits.
    waiting_since: Mapped[datetime | None] = mapped_column(default=_waiting_since)
    better: Mapped[Better | None]
    better_at: Mapped[datetime | None]

    event: Mapped[Event] = relationship()
    messages: Mapped[list[Message]] = relationship(
        cascade="all, delete-orphan", order_by="Message.id"
    )
    topic_rows: Mapped[list[ConcernTopic]] = relationship(cascade="all, delete-orphan")
    flag_rows: Mapped[list[ConcernFlag]] = relationship(viewonly=True)
    contact: Mapped[Contact | None] = relationship(cascade="all, delete-orphan", single_parent=True)
    entered_by: Mapped[StaffMember | None] = relationship(foreign_keys="Concern.entered_by_id")
    topics_checked_by: Mapped[StaffMember | None] = relationship(
        foreign_keys="Concern.topics_checked_by_id"
    )

    @property
    def agency_id(self) -> int:
        return self.event.agency_id

    @property
    def written_by_resident(self) -> str:
        """The text with what its resident has added since."""
        added = [each.body for each in self.messages if not each.is_from_staff]
        return "\n".join([self.body, *added])

    @property
    def topics(self) -> list[Topic]:
        return sorted((row.topic for row in self.topic_rows), key=lambda topic: topic.position)

    @property
    def topics_are_checked(self) -> bool:
        return self.topics_checked_at is not None

    @property
    def flags(self) -> list[ConcernFlag]:
        """Return the flags without those that a reviewer called false."""
        return [flag for flag in self.flag_rows if flag.is_right is not False]

    @property
    def open_flags(self) -> list[ConcernFlag]:
        return [flag for flag in self.flag_rows if flag.seen_at is None]

    @property
    def taken_flag(self) -> ConcernFlag | None:
        return next((flag for flag in self.open_flags if flag.taken_at), None)

    @property
    def has_urgent_flag(self) -> bool:
        """Return whether it cannot wait: only this is red."""
        return any(flag.level is FlagLevel.NOW for flag in self.open_flags)

    @property
    def waits_for_first_look(self) -> bool:
        """Return whether nobody of the staff has answered it or looked at its flags."""
        return self.first_answer_at is None and all(each.seen_at is None for each in self.flag_rows)

    @property
    def has_new_message(self) -> bool:
        """Return whether the resident has written and waits for a word about it."""
        wrote_last = bool(self.messages) and not self.messages[-1].is_from_staff
        return wrote_last and self.waits

    @property
    def last_answer(self) -> Message | None:
        return next((each for each in reversed(self.messages) if each.is_from_staff), None)

    @property
    def last_word(self) -> tuple[str, datetime] | None:
        """Return what staff last told its resident in writing, and when."""
        if self.state is ConcernState.DECLINED and self.state_reason and self.state_at:
            return self.state_reason, self.state_at
        answer = self.last_answer
        return (answer.body, answer.created_at) if answer else None

    @property
    def better_stands(self) -> bool:
        """Return whether what the resident said need not be asked again: no word came to a no."""
        if self.better_at is None or self.better is not Better.NO:
            return self.better is not None
        answer = self.last_answer
        return self.waits and (answer is None or answer.created_at <= self.better_at)

    @property
    def resident_state(self) -> ResidentState:
        if self.state in (ConcernState.RECEIVED, *OUT_STATES):
            return ResidentState.READ if self.read_at else ResidentState.RECEIVED
        return ResidentState(self.state.value)

    @property
    def can_be_answered(self) -> bool:
        return self.receipt_hash is not None and not self.is_withdrawn

    @property
    def mail_address(self) -> str | None:
        """Return the address for answer notifications; None if not requested or unsubscribed."""
        if not self.wants_answer or self.unsubscribed_at or not self.can_be_answered:
            return None
        return self.contact.email if self.contact else None

    @property
    def better_asked_at(self) -> datetime:
        """Return when the page begins to ask whether it got better."""
        return max(self.event.ends_at, self.created_at) + BETTER_ASKED_AFTER

    @property
    def asks_whether_better(self) -> bool:
        """A complaint is looked into and decided; whether it got better is no question."""
        return now() >= self.better_asked_at and not self.is_for_complaint_staff

    @property
    def complaint_due_at(self) -> datetime:
        """Return by when those who handle complaints look at it."""
        return self.created_at + timedelta(days=self.event.agency.complaint_days)

    @property
    def may_come_back(self) -> bool:
        """Return whether it would be the first time that the resident comes back."""
        return self.came_back_on is None and now() >= self.created_at + COMES_BACK_AFTER

    def come_back(self) -> None:
        """Note the local day on which the resident first came back. Idempotent."""
        if self.may_come_back:
            self.came_back_on = now().astimezone(ZoneInfo(self.event.time_zone)).date()

    @validates("body")
    def _reclassify(self, name: str, body: str) -> str:
        if self.body is not None and self.body != body:
            self.suggested_at = None
            self.has_personal_details = self.names_officer = None
        return body

    def check_topics(self, *, by: StaffMember) -> None:
        self.topics_checked_at = now()
        self.topics_checked_by = by
        self.read_at = self.read_at or self.topics_checked_at

    def set_topics(self, topics: list[Topic], *, by: StaffMember) -> None:
        """Set exactly these topics; `assigned_by` of those that stay does not change."""
        self.check_topics(by=by)
        unchanged = [row for row in self.topic_rows if row.topic in topics]
        known = {row.topic for row in unchanged}
        self.topic_rows = unchanged + [
            ConcernTopic(topic=topic, assigned_by=AssignedBy.STAFF, staff_id=by.id)
            for topic in topics
            if topic not in known
        ]
