"""The one question that a department asks of a season, sealed before it with how it is judged.

Its entries are a chain of the department's own: an event has no record before five concerns came
in, and this must be sealed before the first. docs/verify_record.py computes the same hashes: never
change them.
"""

import enum
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, timedelta
from types import SimpleNamespace
from typing import NamedTuple

from sqlalchemy import CheckConstraint, ForeignKey, String, Text, UniqueConstraint, select
from sqlalchemy.orm import Mapped, mapped_column, relationship

from coffeecop.db import Model, db
from coffeecop.models.agency import Agency, lock_agency
from coffeecop.models.event import Event
from coffeecop.models.hash_chain import ORIGIN, Content, Link, append
from coffeecop.models.keys import AgencyId, Language
from coffeecop.models.public_record import SHORT_SEAL

# Until then surveys are open, promises become due, and residents say whether it got better.
COUNTED_AFTER = timedelta(weeks=5)
LONGEST_SEASON = timedelta(days=366)


class SeasonQuestion(enum.StrEnum):
    RESPECTED = "respected"
    AGAIN = "again"
    PROMISES = "promises"
    BETTER = "better"


class SeasonStep(enum.StrEnum):
    CHOSEN = "chosen"
    WITHDRAWN = "withdrawn"
    JUDGED = "judged"


class SeasonVerdict(enum.StrEnum):
    YES = "yes"
    NO = "no"
    CANNOT_TELL = "cannot_tell"


class Bar(NamedTuple):
    """Yes is above so many in a hundred; of fewer answers nothing can be told."""

    percent: int
    least: int


BARS = {
    SeasonQuestion.RESPECTED: Bar(75, least=20),
    SeasonQuestion.AGAIN: Bar(75, least=20),
    SeasonQuestion.PROMISES: Bar(75, least=5),
    SeasonQuestion.BETTER: Bar(50, least=20),
}


class SeasonTaken(Exception):
    """Another question stands for some of these days."""


class SeasonIsOver(Exception):
    """The question was withdrawn or judged already."""


PARTS_OF_CHOICE = ("question", "first_day", "last_day", "bar", "least", "rule_en", "rule_es")


class SeasonEntry(Model):
    """A question that was chosen, or what became of one. No entry is ever changed."""

    __tablename__ = "season_entries"
    __table_args__ = (
        UniqueConstraint("agency_id", "sequence"),
        CheckConstraint("sequence > 0", name="sequence_positive"),
        CheckConstraint("length(hash) = 64", name="hash_length"),
        CheckConstraint("(step = 'chosen') = (chosen_id IS NULL)", name="ends_what_was_chosen"),
        CheckConstraint(
            " AND ".join(f"(step = 'chosen') = ({part} IS NOT NULL)" for part in PARTS_OF_CHOICE),
            name="chosen_whole",
        ),
        CheckConstraint("first_day <= last_day", name="days_in_order"),
        CheckConstraint("created_on < first_day", name="chosen_before_season"),
        CheckConstraint("bar BETWEEN 1 AND 99 AND least > 0", name="bar_range"),
        CheckConstraint("(step = 'judged') = (verdict IS NOT NULL)", name="judged_has_verdict"),
        CheckConstraint(
            "(low IS NULL) = (high IS NULL) AND (low IS NULL OR verdict IS NOT NULL)",
            name="tenths_whole",
        ),
        CheckConstraint("low BETWEEN 0 AND high AND high <= 10", name="tenths_range"),
    )

    id: Mapped[int] = mapped_column(primary_key=True)
    agency_id: Mapped[AgencyId]
    # Its place in the department's chain, without gaps.
    sequence: Mapped[int]
    hash: Mapped[str] = mapped_column(String(64))
    # A local day of the department.
    created_on: Mapped[date]
    step: Mapped[SeasonStep]
    # What this entry ends.
    chosen_id: Mapped[int | None] = mapped_column(
        ForeignKey("season_entries.id", ondelete="CASCADE"), unique=True
    )
    question: Mapped[SeasonQuestion | None]
    first_day: Mapped[date | None]
    last_day: Mapped[date | None]
    # As in Bar, as it was when it was sealed.
    bar: Mapped[int | None]
    least: Mapped[int | None]
    # How it is judged, word for word.
    rule_en: Mapped[str | None] = mapped_column(Text)
    rule_es: Mapped[str | None] = mapped_column(Text)
    verdict: Mapped[SeasonVerdict | None]
    # Of ten people, or promises: the ends of the interval; None if too few answered.
    low: Mapped[int | None]
    high: Mapped[int | None]

    agency: Mapped[Agency] = relationship()
    chosen: Mapped["SeasonEntry | None"] = relationship(remote_side=[id])

    @property
    def seal(self) -> str:
        return f"{self.sequence}:{self.hash}"

    @property
    def short_seal(self) -> str:
        return self.seal[: len(f"{self.sequence}:") + SHORT_SEAL]


def season_content(entry: SeasonEntry) -> Content:
    """Return what the hash of an entry covers."""
    return {
        "department": entry.agency_id,
        "sequence": entry.sequence,
        "day": entry.created_on.isoformat(),
        "step": str(entry.step),
        "about": entry.chosen.sequence if entry.chosen else None,
        "question": entry.question and str(entry.question),
        "first_day": entry.first_day.isoformat() if entry.first_day else None,
        "last_day": entry.last_day.isoformat() if entry.last_day else None,
        "bar": entry.bar,
        "least": entry.least,
        "rule_en": entry.rule_en,
        "rule_es": entry.rule_es,
        "verdict": entry.verdict and str(entry.verdict),
        "low": entry.low,
        "high": entry.high,
    }


@dataclass(frozen=True)
class Season:
    """A question that was chosen, and the entry that ended it."""

    chosen: SeasonEntry
    end: SeasonEntry | None

    @property
    def first_day(self) -> date:
        assert self.chosen.first_day  # noqa: S101 - by the constraint chosen_whole
        return self.chosen.first_day

    @property
    def last_day(self) -> date:
        assert self.chosen.last_day  # noqa: S101 - by the constraint chosen_whole
        return self.chosen.last_day

    @property
    def question(self) -> SeasonQuestion:
        return SeasonQuestion(self.chosen.question or "")

    @property
    def bar(self) -> Bar:
        return Bar(self.chosen.bar or 0, self.chosen.least or 0)

    @property
    def counted_on(self) -> date:
        return self.last_day + COUNTED_AFTER

    @property
    def is_withdrawn(self) -> bool:
        return self.end is not None and self.end.step is SeasonStep.WITHDRAWN

    @property
    def seals(self) -> tuple[str, ...]:
        return tuple(each.seal for each in (self.chosen, self.end) if each)

    def holds(self, day: date) -> bool:
        return self.first_day <= day <= self.last_day


def season_entries(agency_id: int) -> Sequence[SeasonEntry]:
    own = select(SeasonEntry).where(SeasonEntry.agency_id == agency_id)
    return db.session.scalars(own.order_by(SeasonEntry.sequence)).all()


def seasons_of(agency_id: int) -> list[Season]:
    """Return the questions of a department, the newest first."""
    entries = season_entries(agency_id)
    ends = {entry.chosen_id: entry for entry in entries}
    chosen = [entry for entry in entries if entry.step is SeasonStep.CHOSEN]
    return [Season(entry, ends.get(entry.id)) for entry in reversed(chosen)]


def seasons_with(event: Event) -> list[Season]:
    return [season for season in seasons_of(event.agency_id) if season.holds(event.day)]


def season_file(agency_id: int) -> list[Content]:
    """Return all entries of a department, as docs/verify_record.py reads them."""
    return [{**season_content(entry), "hash": entry.hash} for entry in season_entries(agency_id)]


def season_links(agency_id: int) -> list[Link]:
    return [
        Link(entry.sequence, entry.hash, season_content(entry))
        for entry in season_entries(agency_id)
    ]


def choose(
    agency: Agency,
    question: SeasonQuestion,
    first_day: date,
    last_day: date,
    rules: dict[Language, str],
    *,
    on: date | None = None,
) -> SeasonEntry:
    """Seal a question. Raises SeasonTaken if one stands that has some of these days.

    The database refuses a season that has begun.
    """
    lock_agency(agency.id)
    for season in seasons_of(agency.id):
        is_apart = last_day < season.first_day or season.last_day < first_day
        if not (is_apart or season.is_withdrawn):
            raise SeasonTaken
    return _append(
        agency,
        SeasonEntry(
            step=SeasonStep.CHOSEN,
            question=question,
            first_day=first_day,
            last_day=last_day,
            bar=BARS[question].percent,
            least=BARS[question].least,
            **{f"rule_{language}": rule for language, rule in rules.items()},
        ),
        on,
    )


def end(agency: Agency, chosen_id: int, entry: SeasonEntry) -> SeasonEntry:
    """Withdraw or judge a question. Raises SeasonIsOver if that was done already."""
    lock_agency(agency.id)
    for season in seasons_of(agency.id):
        if season.chosen.id == chosen_id and season.end is None:
            entry.chosen = season.chosen
            return _append(agency, entry)
    raise SeasonIsOver


def _append(agency: Agency, entry: SeasonEntry, on: date | None = None) -> SeasonEntry:
    entry.agency_id, entry.created_on = agency.id, on or agency.today
    head = SimpleNamespace(sequence=0, hash=ORIGIN)
    for last in season_entries(agency.id)[-1:]:
        head = SimpleNamespace(sequence=last.sequence, hash=last.hash)
    append(head, [entry], season_content)
    db.session.add(entry)
    db.session.flush()
    return entry
