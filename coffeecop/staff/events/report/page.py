"""What a report is about, and what stands on its one page and in its files."""

from collections.abc import Iterator, Sequence
from dataclasses import asdict, dataclass
from datetime import date, timedelta
from functools import cached_property
from typing import Any, NamedTuple

from dateutil.relativedelta import relativedelta
from flask import g
from flask_babel import gettext as _

from coffeecop.models import Agency, Event, Report
from coffeecop.models.report import last_report
from coffeecop.staff.events.report.forms import A_YEAR, PeriodForm
from coffeecop.staff.events.report.matters import matters_of
from coffeecop.staff.events.report.publishing import About, promised
from coffeecop.staff.events.report.queries import event_report
from coffeecop.staff.events.report.sheet import ReportSheet, sheet_of, told_of
from coffeecop.staff.identity.auth import own_or_404
from coffeecop.staff.summaries.season import events_between
from coffeecop.web.i18n import in_each_language, localized
from coffeecop.web.reports_shown import Account, promise, published_account, shown_lines

MOST_EVENTS = 4
QUARTER, HALF_A_YEAR = 3, 6


@dataclass(frozen=True)
class Reported:
    """A report that is published, or what it would be now."""

    events: Sequence[Event]
    about: About
    # What its pages and files have in their addresses, and the name of the files.
    args: dict[str, Any]
    name: str
    # None: it is about one event, or published.
    choice: PeriodForm | None = None
    report: Report | None = None

    @property
    def file_args(self) -> dict[str, Any]:
        """Return what the address of its files says: of a report that is published, its days."""
        if self.about.event:
            return {"event": self.about.event.id}
        return {"since": self.about.since, "until": self.about.until} if self.events else self.args

    @property
    def event(self) -> Event | None:
        return self.events[0] if len(self.events) == 1 else None

    @cached_property
    def _reports(self) -> list[Any]:
        return [event_report(event) for event in self.events]

    @cached_property
    def account(self) -> Account:
        if self.report:
            return published_account(self.report)
        agency = g.staff_member.agency
        last = last_report(agency.id)
        lines = last.lines if last else []
        times = {line.matter_id: line.times for line in lines}
        promises = [
            promise(
                number,
                each.name,
                each.owner.name if each.owner else "",
                each.due_on,
                times.get(each.id, 0) + 1,
                each.id,
            )
            for number, each in enumerate(promised(agency), 1)
        ]
        return Account(last, shown_lines(lines), promises)

    @property
    def carried(self) -> set[int]:
        """Return the matters that stand in it again, whoever would leave them out."""
        return {line.matter.id for line in self.account.lines if line.is_open and line.matter}

    @cached_property
    def sheet(self) -> ReportSheet | None:
        if self.choice and self.choice.errors:
            return None
        account = self.account
        elsewhere = {line.matter.id for line in account.lines if line.matter}
        elsewhere |= {each.matter_id for each in account.promises if each.matter_id}
        return sheet_of(self._reports, matters_of(self.events), elsewhere)

    @property
    def told(self) -> dict[str, Any]:
        """Return the part that is told once, in each language."""
        told = in_each_language(lambda: asdict(told_of(self._reports)))
        return {str(language): each for language, each in told.items()}


class Period(NamedTuple):
    """What the page offers to choose: its words, and what its address says."""

    words: str
    args: dict[str, Any]


def reported(report_id: int | None = None, event: Event | None = None) -> Reported:
    """Return what the address is about: ?event=7, days, or a report that is published."""
    agency = g.staff_member.agency
    if report_id is not None:
        report = own_or_404(Report, report_id)
        about = About(report.since_day, report.until_day, report.event)
        name = f"report-{report.number}"
        return Reported(_events(agency, about), about, {"report_id": report.id}, name, None, report)
    if event:
        about = About(event.day, event.day, event)
        return Reported([event], about, {"event": event.id}, f"{event.slug}-report")
    choice = PeriodForm(since=first_day(agency), until=agency.today)
    name = "{since}-{until}-report".format(**choice.args)
    if not choice.validate():
        return Reported([], About(agency.today, agency.today), choice.args, name, choice)
    about = About(**choice.args)
    return Reported(_events(agency, about), about, choice.args, name, choice)


def _events(agency: Agency, about: About) -> Sequence[Event]:
    if about.event:
        return [about.event]
    return events_between(agency, since=about.since, until=about.until)


def first_day(agency: Agency) -> date:
    """Return the day after the last report, or a year ago before the first."""
    last = last_report(agency.id)
    day = last.until_day + timedelta(days=1) if last else agency.today - A_YEAR
    return min(day, agency.today)


def offered(agency: Agency) -> Iterator[Period]:
    """Yield what a report is most often about."""
    today = agency.today
    if last_report(agency.id):
        yield Period(_("Since the last report"), {"since": first_day(agency), "until": today})
    start = today.replace(month=QUARTER * ((today.month - 1) // QUARTER) + 1, day=1)
    for words, since, until in (
        (_("This quarter"), start, today),
        (_("Last quarter"), start - relativedelta(months=QUARTER), start - timedelta(days=1)),
        (_("Half a year"), today - relativedelta(months=HALF_A_YEAR), today),
        (_("A year"), today - A_YEAR, today),
    ):
        yield Period(words, {"since": since, "until": until})
    for event in reversed(events_between(agency, since=today - A_YEAR, until=today)[-MOST_EVENTS:]):
        yield Period(localized(event, "title"), {"event": event.id})
