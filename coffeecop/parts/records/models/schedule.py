"""How long records are kept: a department's schedule, one line for each series of records."""

import enum
import json
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from functools import cache
from pathlib import Path
from typing import Any
from zoneinfo import ZoneInfo

from sqlalchemy import CheckConstraint, String, true
from sqlalchemy.orm import Mapped, backref, mapped_column, relationship

from coffeecop.db import Model
from coffeecop.models.agency import Agency
from coffeecop.models.concern import Concern
from coffeecop.models.concern.parts import OPEN_STATES
from coffeecop.models.keys import AgencyId, ShownInPublic, Versioned, years_after
from coffeecop.parts.records.models.settings import settings_of

# Of the part, where a department has it off.
NAME = "records"
MOST_KEPT = 999
LONGEST_ITEM = 60
LONGEST_SOURCE = 300


class RecordKind(enum.StrEnum):
    """What a hold may keep and a request may find. A column with this name refers to the row."""

    CONCERN = "concern"
    # Held: all of it, with RSVPs, contact details, arrivals, survey, concerns. Found: what staff
    # wrote about it.
    EVENT = "event"
    RSVP = "rsvp"
    SURVEY = "survey"
    MATTER = "matter"
    # It is found, and goes with its concern, which is what a hold keeps. So is what parts have.
    NOTE = "note"


HELD_KINDS = tuple(each for each in RecordKind if each is not RecordKind.NOTE)
# A record by its kind, which may be one of a part, and the id of its row.
Ref = tuple[str, int]


class Series(enum.StrEnum):
    CONCERN = "concern"
    COMPLAINT = "complaint"
    # A complaint after which misconduct was found.
    SUSTAINED = "sustained"
    RSVP = "rsvp"
    # Of an RSVP; those of a concern go with it.
    CONTACT = "contact"
    SURVEY = "survey"
    ARRIVALS = "arrivals"
    MATTER = "matter"
    MAIL = "mail"
    AUDIT = "audit"
    SIGN_IN = "sign_in"
    # For records, with words to take out and packs.
    REQUEST = "request"


class Trigger(enum.StrEnum):
    """From when the time is counted."""

    SENT = "sent"
    LAST_MESSAGE = "last_message"
    CLOSED = "closed"
    EVENT = "event"
    # The end of the fiscal year of the first other trigger that the series has.
    FISCAL_YEAR = "fiscal_year"


class KeepUnit(enum.StrEnum):
    DAYS = "days"
    YEARS = "years"


OF_CONCERNS = (Series.CONCERN, Series.COMPLAINT, Series.SUSTAINED)
OF_COMPLAINTS = (Series.COMPLAINT, Series.SUSTAINED)
_CONCERN = (Trigger.LAST_MESSAGE, Trigger.SENT, Trigger.CLOSED, Trigger.EVENT, Trigger.FISCAL_YEAR)
_EVENT = (Trigger.EVENT, Trigger.SENT, Trigger.FISCAL_YEAR)
_CLOSED = (Trigger.CLOSED, Trigger.FISCAL_YEAR)
_SENT = (Trigger.SENT, Trigger.FISCAL_YEAR)
TRIGGERS: Mapping[Series, tuple[Trigger, ...]] = {
    **dict.fromkeys(OF_CONCERNS, _CONCERN),
    **dict.fromkeys((Series.RSVP, Series.CONTACT, Series.SURVEY, Series.ARRIVALS), _EVENT),
    **dict.fromkeys((Series.MATTER, Series.REQUEST), _CLOSED),
    **dict.fromkeys((Series.MAIL, Series.AUDIT, Series.SIGN_IN), _SENT),
}
# What is no record, so that it may go by itself.
MAY_BE_TRANSITORY = (Series.RSVP, Series.CONTACT, Series.MAIL)
_TRANSITORY = ", ".join(f"'{series}'" for series in MAY_BE_TRANSITORY)


class RetentionRule(ShownInPublic, Versioned, Model):
    """How long a department keeps a series. Nothing goes of a series without a row."""

    __tablename__ = "retention_rules"
    __table_args__ = (
        CheckConstraint(f"keep BETWEEN 1 AND {MOST_KEPT}", name="keep_range"),
        CheckConstraint(f"needs_approval OR series IN ({_TRANSITORY})", name="record_is_approved"),
        CheckConstraint("length(trim(item)) > 0", name="item_not_blank"),
        CheckConstraint("length(trim(source)) > 0", name="source_not_blank"),
    )

    agency_id: Mapped[AgencyId] = mapped_column(primary_key=True)
    series: Mapped[Series] = mapped_column(primary_key=True)
    trigger: Mapped[Trigger]
    keep: Mapped[int]
    unit: Mapped[KeepUnit]
    needs_approval: Mapped[bool] = mapped_column(default=True, server_default=true())
    # Its number in the department's own schedule.
    item: Mapped[str | None] = mapped_column(String(LONGEST_ITEM))
    # The law or the schedule that says so.
    source: Mapped[str | None] = mapped_column(String(LONGEST_SOURCE))

    agency: Mapped[Agency] = relationship(
        backref=backref("retention_rules", viewonly=True), viewonly=True
    )

    @property
    def base(self) -> Trigger:
        """Return what happened to a record at the moment from which its time is counted."""
        return TRIGGERS[self.series][0] if self.trigger is Trigger.FISCAL_YEAR else self.trigger

    def kept_until(self, moment: datetime, agency: Agency) -> datetime:
        """Return the end of the time of a record to which the trigger happened at a moment."""
        if self.trigger is Trigger.FISCAL_YEAR:
            moment = next_fiscal_year(moment, agency)
        if self.unit is KeepUnit.DAYS:
            return moment + timedelta(days=self.keep)
        return years_after(moment, self.keep)

    def due_before(self, moment: datetime, agency: Agency) -> datetime:
        """Return before when the trigger happened to what is due: the inverse of `kept_until`."""
        if self.unit is KeepUnit.DAYS:
            moment -= timedelta(days=self.keep)
        else:
            moment = _years_before(moment, self.keep)
        if self.trigger is Trigger.FISCAL_YEAR:
            return this_fiscal_year(moment, agency)
        return moment


def _years_before(moment: datetime, years: int) -> datetime:
    try:
        return moment.replace(year=moment.year - years)
    except ValueError:
        # All of February is that long ago.
        return datetime(moment.year - years, 3, 1, tzinfo=moment.tzinfo)


def this_fiscal_year(moment: datetime, agency: Agency) -> datetime:
    """Return when the department's fiscal year of a moment began."""
    zone = ZoneInfo(agency.time_zone)
    local = moment.astimezone(zone)
    first = settings_of(agency).fiscal_year_month
    year = local.year if local.month >= first else local.year - 1
    return datetime(year, first, 1, tzinfo=zone).astimezone(UTC)


def next_fiscal_year(moment: datetime, agency: Agency) -> datetime:
    zone = ZoneInfo(agency.time_zone)
    began = this_fiscal_year(moment, agency).astimezone(zone)
    return datetime(began.year + 1, began.month, 1, tzinfo=zone).astimezone(UTC)


@dataclass(frozen=True)
class Schedule:
    """A schedule that comes with the program, for a department to begin with."""

    key: str
    name: str
    # What it was made from, and where that can be read.
    about: str
    address: str | None
    fiscal_year_month: int
    # In which a request for records must be answered.
    request_days: int
    request_in_business_days: bool
    # Why something may be withheld, to choose from.
    exemptions: tuple[str, ...]
    lines: Mapping[Series, Mapping[str, Any]]


@cache
def starter_schedules() -> Mapping[str, Schedule]:
    """Return the schedules of starter_schedules.json. A line leaves out what is as in the first."""
    file = Path(__file__).with_name("starter_schedules.json")
    read = json.loads(file.read_text(encoding="utf-8"))
    plain = read[0]["lines"]
    return {
        each["key"]: Schedule(
            **{
                **each,
                "exemptions": tuple(each["exemptions"]),
                "lines": {
                    series: _line({**plain[series], **each["lines"].get(series, {})})
                    for series in Series
                },
            }
        )
        for each in read
    }


def _line(values: Mapping[str, Any]) -> Mapping[str, Any]:
    return {**values, "trigger": Trigger(values["trigger"]), "unit": KeepUnit(values["unit"])}


PLAIN = "plain"


def rules_of(agency: Agency) -> dict[Series, RetentionRule]:
    """Return the department's lines; of a series for which it has none, the plain one."""
    own = {rule.series: rule for rule in own_rules(agency)}
    return {series: own.get(series) or _plain(agency, series) for series in Series}


def rule_of(agency: Agency, series: Series) -> RetentionRule:
    own = (rule for rule in own_rules(agency) if rule.series is series)
    return next(own, None) or _plain(agency, series)


def own_rules(agency: Agency) -> list[RetentionRule]:
    """Return the lines that the department has chosen, read once in a session."""
    rules: list[RetentionRule] = agency.retention_rules  # type: ignore[attr-defined]
    return rules


def _plain(agency: Agency, series: Series) -> RetentionRule:
    """Return a line that is not in the session."""
    line = {"needs_approval": True, **starter_schedules()[PLAIN].lines[series]}
    return RetentionRule(agency_id=agency.id, series=series, **line)


def keep_until(concern: Concern) -> datetime:
    """Return until when it is kept at least."""
    agency = concern.event.agency
    rule = rule_of(agency, series_of(concern))
    last = concern.messages[-1].created_at if concern.messages else concern.created_at
    moments = {
        Trigger.SENT: concern.created_at,
        Trigger.EVENT: concern.event.ends_at,
        Trigger.CLOSED: last if concern.state in OPEN_STATES else concern.state_at,
    }
    return rule.kept_until(moments.get(rule.base) or last, agency)


def series_of(concern: Concern) -> Series:
    if not concern.is_for_complaint_staff:
        return Series.CONCERN
    return Series.SUSTAINED if concern.is_sustained else Series.COMPLAINT
