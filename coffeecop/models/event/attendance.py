"""Who may come to an event, what they need, who came, and what they thought of it."""

import enum
from collections import Counter, defaultdict
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import NamedTuple

from sqlalchemy import String, bindparam, func, select
from sqlalchemy.ext.associationproxy import AssociationProxy, association_proxy
from sqlalchemy.orm import Mapped, mapped_column, relationship

from coffeecop.config.labels import N_, Labelled
from coffeecop.db import HasId, Model, db, now
from coffeecop.engine.spoken_languages import SpokenLanguage, is_only_a_name, languages_in
from coffeecop.models.event import Event
from coffeecop.models.event.parts import Contact, RosterEntry
from coffeecop.models.keys import (
    Blankable,
    EventId,
    Language,
    RsvpId,
    StaffId,
    check,
    empty_if_destroyed,
    not_blank,
)

LARGEST_PARTY = 20


class RsvpStatus(enum.StrEnum):
    # Its seats are counted in the event's seats_taken.
    COMING = "coming"
    # It waited for seats when a release ended that (decision 74). None is made since.
    NO_SEAT = "no_seat"
    CANCELLED = "cancelled"


class Need(Labelled):
    SPANISH = "spanish", N_("An officer who speaks Spanish")
    OTHER_LANGUAGE = "other_language", N_("Another language")
    SIGN_LANGUAGE = "sign_language", N_("Sign language (ASL)")
    STEP_FREE = "step_free", N_("A way in without steps")
    CHILD_SEAT = "child_seat", N_("A child's seat")


class Rsvp(Blankable, HasId, Model):
    EMPTIED = ("token_hash", "form_key_hash", "other_language", "unsubscribed_at")
    __tablename__ = "rsvps"
    __table_args__ = (
        check("party_size_range", f"party_size BETWEEN 1 AND {LARGEST_PARTY}"),
        check("cancelled_has_when", "(status = 'cancelled') = (cancelled_at IS NOT NULL)"),
        *not_blank("other_language"),
        empty_if_destroyed(EMPTIED),
        # What counts for nothing is deleted whole.
        check("destroyed_counts", "destroyed_at IS NULL OR status = 'coming'"),
        check(
            "has_keys",
            "destroyed_at IS NOT NULL OR token_hash IS NOT NULL AND form_key_hash IS NOT NULL",
        ),
    )

    event_id: Mapped[EventId] = mapped_column(index=True)
    # Those that are destroyed have no keys.
    token_hash: Mapped[str] = mapped_column(String(64), unique=True, nullable=True)
    form_key_hash: Mapped[str] = mapped_column(String(64), unique=True, nullable=True)
    party_size: Mapped[int]
    language: Mapped[Language]
    # In the party's own words; set only with Need.OTHER_LANGUAGE.
    other_language: Mapped[str | None] = mapped_column(String(60))
    status: Mapped[RsvpStatus] = mapped_column(default=RsvpStatus.COMING)
    cancelled_at: Mapped[datetime | None]
    # When the resident used the unsubscribe link in a mail (RFC 8058).
    unsubscribed_at: Mapped[datetime | None]

    event: Mapped[Event] = relationship()
    need_rows: Mapped[set["RsvpNeed"]] = relationship(cascade="all, delete-orphan")
    needs: AssociationProxy[set[Need]] = association_proxy(
        "need_rows", "need", creator=lambda need: RsvpNeed(need=need)
    )
    contact: Mapped[Contact | None] = relationship(cascade="all, delete-orphan", single_parent=True)

    @property
    def is_coming(self) -> bool:
        return self.status is RsvpStatus.COMING

    @property
    def has_no_seat(self) -> bool:
        return self.status is RsvpStatus.NO_SEAT

    @property
    def is_cancelled(self) -> bool:
        return self.status is RsvpStatus.CANCELLED

    @property
    def seats(self) -> int:
        return self.party_size if self.is_coming else 0

    @property
    def mail_address(self) -> str | None:
        """Return the address, None if there is none or the person unsubscribed."""
        return self.contact.email if self.contact and self.unsubscribed_at is None else None

    def cancel(self) -> None:
        self.status = RsvpStatus.CANCELLED
        self.cancelled_at = now()


class RsvpNeed(Model):
    __tablename__ = "rsvp_needs"

    rsvp_id: Mapped[RsvpId] = mapped_column(primary_key=True)
    need: Mapped[Need] = mapped_column(primary_key=True)


LANGUAGE_NEEDS = (Need.SPANISH, Need.OTHER_LANGUAGE, Need.SIGN_LANGUAGE)
NEEDED = {
    Need.SPANISH: [frozenset({SpokenLanguage.SPANISH})],
    Need.SIGN_LANGUAGE: [frozenset({SpokenLanguage.SIGN})],
}
# What was asked for without a name that is known.
UNKNOWN: frozenset[SpokenLanguage] = frozenset()


@dataclass(frozen=True)
class LanguageNeed:
    """A language that parties asked for, and who on the roster speaks it."""

    # Any of them will do, as for "Chinese"; none if nobody can tell which was meant.
    languages: frozenset[SpokenLanguage]
    parties: int
    speakers: tuple[RosterEntry, ...]
    # What the parties wrote, where it says more than the name, in an order that does not tell who.
    written: tuple[str, ...]

    @property
    def is_met(self) -> bool:
        return bool(self.speakers)

    @property
    def place(self) -> tuple[bool, bool, int, list[str]]:
        return self.is_met, not self.languages, -self.parties, sorted(self.languages)


class Needs(NamedTuple):
    """What parties that come asked for: languages, first what nobody speaks, and the rest."""

    languages: list[LanguageNeed]
    # How many parties have each: who brings the ramp must know.
    others: dict[Need, int]


def needs_of(event: Event) -> Needs:
    asking = defaultdict[frozenset[SpokenLanguage], set[int]](set)
    written = defaultdict[frozenset[SpokenLanguage], dict[str, str]](dict)
    others = Counter[Need]()
    for rsvp_id, need, text in db.session.execute(ASKED_FOR, {"event_id": event.id}):
        if need not in LANGUAGE_NEEDS:
            others[need] += 1
            continue
        for languages in NEEDED.get(need) or languages_in(text) or [UNKNOWN]:
            asking[languages].add(rsvp_id)
            if need is Need.OTHER_LANGUAGE and text and not is_only_a_name(text):
                written[languages].setdefault(text.casefold(), text)
    needs = [
        LanguageNeed(
            languages,
            len(parties),
            tuple(entry for entry in event.roster if languages.intersection(entry.languages)),
            tuple(written[languages][key] for key in sorted(written[languages])),
        )
        for languages, parties in asking.items()
    ]
    return Needs(
        sorted(needs, key=lambda need: need.place),
        {need: others[need] for need in Need if need in others},
    )


# Built once: it runs for each page of an event.
ASKED_FOR = (
    select(Rsvp.id, RsvpNeed.need, func.coalesce(Rsvp.other_language, ""))
    .join(RsvpNeed, RsvpNeed.rsvp_id == Rsvp.id)
    .where(Rsvp.event_id == bindparam("event_id"), Rsvp.status == RsvpStatus.COMING)
    .order_by(Rsvp.id, RsvpNeed.need)
)


DOOR_OPENS_BEFORE = timedelta(minutes=30)


class CountedBy(enum.StrEnum):
    """Who counted: an officer, or the people themselves with the code at the door."""

    STAFF = "staff"
    DOOR = "door"


class Arrival(Blankable, HasId, Model):
    """People counted at the door of an event. Nothing tells who they are."""

    EMPTIED = ("form_key_hash", "staff_id")
    __tablename__ = "arrivals"
    __table_args__ = (
        check("people_range", f"people BETWEEN 1 AND {LARGEST_PARTY}"),
        check(
            "staff_counted_has_who",
            "destroyed_at IS NOT NULL OR (counted_by = 'staff') = (staff_id IS NOT NULL)",
        ),
        empty_if_destroyed(EMPTIED),
        check("has_key", "destroyed_at IS NOT NULL OR form_key_hash IS NOT NULL"),
    )

    event_id: Mapped[EventId] = mapped_column(index=True)
    # The idempotency key: of a tap, or of a resident's form.
    form_key_hash: Mapped[str] = mapped_column(String(64), unique=True, nullable=True)
    people: Mapped[int] = mapped_column(default=1)
    counted_by: Mapped[CountedBy]
    staff_id: Mapped[StaffId | None]


def door_is_open(event: Event, at: datetime | None = None) -> bool:
    """Return whether people can count themselves in, or could then."""
    return event.is_published and door_opens_at(event) <= (at or now()) < event.ends_at


def door_opens_at(event: Event) -> datetime:
    return event.starts_at - DOOR_OPENS_BEFORE


LONGEST_LINE = 300
STEPS = range(1, 6)
QUESTIONS = ("heard", "approachable", "respected", "again")


class SurveyAnswer(Blankable, HasId, Model):
    """An anonymous rating by one person who came to an event."""

    EMPTIED = ("form_key_hash", "line")
    __tablename__ = "survey_answers"
    __table_args__ = (
        *(check(f"{name}_range", f"{name} BETWEEN 1 AND 5") for name in QUESTIONS),
        check(
            "something_said",
            "coalesce(heard, approachable, respected, again) IS NOT NULL OR line IS NOT NULL"
            " OR destroyed_at IS NOT NULL",
        ),
        *not_blank("line"),
        empty_if_destroyed(EMPTIED),
        check("has_key", "destroyed_at IS NOT NULL OR form_key_hash IS NOT NULL"),
    )

    event_id: Mapped[EventId] = mapped_column(index=True)
    form_key_hash: Mapped[str] = mapped_column(String(64), unique=True, nullable=True)
    # From 1 (not at all) to 5 (very much); each is optional.
    heard: Mapped[int | None]
    approachable: Mapped[int | None]
    respected: Mapped[int | None]
    again: Mapped[int | None]
    line: Mapped[str | None] = mapped_column(String(LONGEST_LINE))
    language: Mapped[Language]
