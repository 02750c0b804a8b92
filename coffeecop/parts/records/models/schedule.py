"""How long records are kept: a department's schedule, one line for each series of records."""

import json
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from functools import cache
from pathlib import Path
from typing import Any
from zoneinfo import ZoneInfo

from flask_babel import gettext as _
from flask_babel import ngettext
from sqlalchemy import String, select, true
from sqlalchemy.orm import Mapped, backref, mapped_column, relationship

from coffeecop.db import Model, db
from coffeecop.models.agency import Agency, lock_agency
from coffeecop.models.audit import changes, record
from coffeecop.models.concern import Concern
from coffeecop.models.concern.parts import OPEN_STATES
from coffeecop.models.keys import AgencyId, ShownInPublic, Versioned, check, not_blank
from coffeecop.models.staff import StaffMember
from coffeecop.parts.records.kinds import (
    MAY_BE_TRANSITORY,
    TRIGGERS,
    KeepUnit,
    RecordsAction,
    Series,
    Trigger,
)
from coffeecop.parts.records.models.settings import change_settings, settings_of

# Of the part, where a department has it off.
NAME = "records"
MOST_KEPT = 999
LONGEST_ITEM = 60
LONGEST_SOURCE = 300
# What a line may leave out.
EMPTY_LINE = {"needs_approval": True, "item": None, "source": None}


class KeptFor:
    """A line of a schedule: how long, and by which law."""

    series: Mapped[Series]
    trigger: Mapped[Trigger]
    keep: Mapped[int]
    unit: Mapped[KeepUnit]
    # Its number in the department's own schedule.
    item: Mapped[str | None] = mapped_column(String(LONGEST_ITEM))
    # The law or the schedule that says so.
    source: Mapped[str | None] = mapped_column(String(LONGEST_SOURCE))

    @property
    def time_kept(self) -> str:
        """Return a time, such as 2 years."""
        if self.unit is KeepUnit.DAYS:
            return ngettext("%(num)s day", "%(num)s days", self.keep)
        return ngettext("%(num)s year", "%(num)s years", self.keep)

    @property
    def in_words(self) -> str:
        """Return a time and from when it is counted, such as 2 years after the last message."""
        trigger = self.trigger.label_of(self.series)
        return _("%(time)s %(trigger)s", time=self.time_kept, trigger=trigger)


class RetentionRule(ShownInPublic, Versioned, KeptFor, Model):
    """How long a department keeps a series. Nothing goes of a series without a row."""

    __tablename__ = "retention_rules"
    __table_args__ = (
        check("keep_range", f"keep BETWEEN 1 AND {MOST_KEPT}"),
        check(
            "record_is_approved",
            f"needs_approval OR series IN ({', '.join(map(repr, map(str, MAY_BE_TRANSITORY)))})",
        ),
        *not_blank("item", "source"),
    )

    agency_id: Mapped[AgencyId] = mapped_column(primary_key=True)
    series: Mapped[Series] = mapped_column(primary_key=True)
    needs_approval: Mapped[bool] = mapped_column(default=True, server_default=true())

    agency: Mapped[Agency] = relationship(
        backref=backref("retention_rules", viewonly=True), viewonly=True
    )

    def change(self, values: Mapping[str, Any], *, seen: str | None, by: StaffMember) -> bool:
        """Store it as it is wanted, also one of the plain schedule. Raises ChangedByColleague."""
        is_new = self.version is None
        changed = self.write(values, seen=seen)
        if changed or is_new:
            db.session.add(self)
            named = {("item_number" if k == "item" else k): v for k, v in changed.items()}
            detail = {"series": self.series, **changes(named)}
            record(RecordsAction.SCHEDULE_CHANGED, by=by, subject=by.agency, detail=detail)
        return True

    @property
    def waits_for_approval(self) -> bool:
        """Return whether the department has chosen it, and two people approve what is due."""
        return self.version is not None and self.needs_approval

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
        return _years_after(moment, self.keep)

    def due_before(self, moment: datetime, agency: Agency) -> datetime:
        """Return before when the trigger happened to what is due: the inverse of `kept_until`."""
        if self.unit is KeepUnit.DAYS:
            moment -= timedelta(days=self.keep)
        else:
            moment = _years_before(moment, self.keep)
        if self.trigger is Trigger.FISCAL_YEAR:
            return this_fiscal_year(moment, agency)
        return moment


def _years_after(moment: datetime, years: int) -> datetime:
    try:
        return moment.replace(year=moment.year + years)
    except ValueError:
        # February 29 has no anniversary in most years; use the next day, never an earlier one.
        return moment.replace(year=moment.year + years, month=3, day=1)


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

    @property
    def label(self) -> str:
        """The name of a state is the same in each language."""
        return _("Plain") if self.key == PLAIN else self.name

    def choose(self, *, by: StaffMember) -> "Schedule":
        """Replace all lines of the department by these."""
        lock_agency(by.agency_id)
        own = select(RetentionRule).where(RetentionRule.agency_id == by.agency_id)
        rules = {rule.series: rule for rule in db.session.scalars(own)}
        for series, line in self.lines.items():
            rule = rules.get(series) or RetentionRule(agency_id=by.agency_id, series=series)
            rule.write({**EMPTY_LINE, **line}, seen=rule.version)
            db.session.add(rule)
        names = "fiscal_year_month", "request_days", "request_in_business_days"
        change_settings(by.agency, {name: getattr(self, name) for name in names})
        detail = {"schedule": self.name}
        record(RecordsAction.SCHEDULE_CHANGED, by=by, subject=by.agency, detail=detail)
        return self


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
    return {series: rule_of(agency, series) for series in Series}


def rule_of(agency: Agency, series: Series) -> RetentionRule:
    own = (rule for rule in own_rules(agency) if rule.series is series)
    return next(own, None) or _plain(agency, series)


def own_rules(agency: Agency) -> list[RetentionRule]:
    """Return the lines that the department has chosen, read once in a session."""
    rules: list[RetentionRule] = agency.retention_rules  # type: ignore[attr-defined]
    return rules


def _plain(agency: Agency, series: Series) -> RetentionRule:
    line = {"needs_approval": True, **starter_schedules()[PLAIN].lines[series]}
    return RetentionRule(agency_id=agency.id, series=series, **line)


def keep_until(concern: Concern) -> datetime:
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
