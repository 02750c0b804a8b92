"""What a report is about, and what stands on its one page and in its files."""

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import date, timedelta
from functools import cached_property
from typing import Any

from dateutil.relativedelta import relativedelta
from flask import abort, g, request, url_for
from flask_babel import gettext as _
from flask_babel import ngettext
from sqlalchemy import and_, select

from coffeecop.db import db
from coffeecop.models import Agency, Event, Language, Matter, Report
from coffeecop.models.matters.queries import is_of_event, may_publish
from coffeecop.models.report import last_report, reports_of
from coffeecop.staff.concern_list.filters import MOST_EVENTS
from coffeecop.staff.concern_list.picks import join_ids
from coffeecop.staff.concern_list.work import next_event
from coffeecop.staff.events.blueprint import event_or_plan
from coffeecop.staff.events.report.forms import A_YEAR, PeriodForm
from coffeecop.staff.events.report.publishing import next_lines
from coffeecop.staff.events.report.queries import EventReport, event_reports
from coffeecop.staff.events.report.told import (
    count_words,
    facts,
    lines_of_all,
    lines_told,
    subject_name,
    told_of,
)
from coffeecop.staff.identity.auth import own_or_404
from coffeecop.staff.summaries.season import events_between, reported_events
from coffeecop.web.i18n import current_language, in_each_language, localized
from coffeecop.web.matters_shown import WITH_WORDS
from coffeecop.web.reports_shown import STATES, Account, ShownLine, account_of, matter_lines
from coffeecop.web.security import parse_id

# So that one sheet holds them in their longest words.
MOST_MATTERS = 4
QUARTER, HALF_A_YEAR = 3, 6
# What was done, then what is late, then the rest.
ORDER = [*STATES]


@dataclass(frozen=True)
class ReportSheet:
    """A report that is published, or what one of these events would be now."""

    # What its pages and files have in their addresses.
    args: Mapping[str, Any]
    events: Sequence[Event] = ()
    report: Report | None = None

    @property
    def name(self) -> str:
        """Return what its files are called."""
        if self.report:
            return f"report-{self.report.number}"
        return f"{self.event.slug}-report" if self.event else "{}-{}-report".format(*self.days)

    @property
    def event(self) -> Event | None:
        return self.events[0] if len(self.events) == 1 else None

    @property
    def may_publish(self) -> bool:
        return self.report is None and may_publish(g.staff_member)

    @property
    def next_event(self) -> Event | None:
        return next_event(g.staff_member.agency_id)

    @property
    def days(self) -> tuple[date, date]:
        """Return its first and its last day."""
        if "since" in self.args:
            return self.args["since"], self.args["until"]
        return self.events[0].day, self.events[-1].day

    @cached_property
    def account(self) -> Account:
        if self.report:
            return account_of(self.report.previous, self.report.lines)
        agency = g.staff_member.agency
        last = last_report(agency.id)
        return account_of(last, next_lines(agency, last))

    @cached_property
    def reports(self) -> list[EventReport]:
        return event_reports(self.events)

    @property
    def told(self) -> Mapping[str, Any]:
        """Return what is made of protected figures: of a report that is published, as it was."""
        if self.report:
            own: Mapping[str, Any] = self.report.told[str(current_language())]
            return own
        return told_of(self.reports)._asdict()

    @property
    def told_in_each_language(self) -> dict[str, Any]:
        told = in_each_language(lambda: self.told)
        return {str(language): each for language, each in told.items()}

    @property
    def counted(self) -> list[tuple[str, str, str | None]]:
        """Return what says more: of one event what was counted, of several what each says.

        Each with its name, in words, and where the list of it is, if there is one.
        """
        if self.event:
            counts = [
                (each.name, count_words(each.number), self._list_of(each.args))
                for each in self.reports[0].counts
            ]
            lines = lines_told(self.reports)[len(self.told["quotes"]) :]
            return [*counts, *((who, body, None) for who, body in lines)]
        return [
            (
                localized(each.event, "title"),
                " ".join(facts([each])),
                url_for("staff_reports.show", event=each.event.id),
            )
            for each in self.reports
        ]

    @property
    def lists(self) -> Mapping[str, str | None]:
        """Return where the concerns of each bar are listed. A report that is published has none."""
        return {
            subject_name(line.subject): self._list_of(line.args)
            for line in lines_of_all(self.reports)
        }

    def _list_of(self, args: Mapping[str, Any] | None) -> str | None:
        # A list may be of so many events.
        if args is None or len(self.events) > MOST_EVENTS:
            return None
        event_ids = join_ids([event.id for event in self.events])
        return url_for("staff_concerns.index", event=event_ids, **args)

    @cached_property
    def matters_of(self) -> dict[int, list[Matter]]:
        """Return the matters of each event, what was done first."""
        found: dict[int, list[Matter]] = {event.id: [] for event in self.events}
        is_own = and_(Matter.agency_id == Event.agency_id, is_of_event(Event.id))
        own = select(Event.id, Matter).select_from(Event).join(Matter, is_own)
        for event_id, matter in db.session.execute(
            own.where(Event.id.in_(found)).order_by(Matter.id).options(*WITH_WORDS)
        ):
            found[event_id].append(matter)
        for matters in found.values():
            matters.sort(key=_place)
        return found

    @cached_property
    def matters(self) -> list[ShownLine]:
        """Return what came of the events and stands nowhere else in it."""
        shown = [*self.account.lines, *self.account.promises]
        elsewhere = {line.matter for line in shown}
        own = {each for each in sum(self.matters_of.values(), []) if each.is_published}
        return matter_lines(sorted(own - elsewhere, key=_place)[:MOST_MATTERS])

    @property
    def matters_note(self) -> str:
        """Return what the sheet does not name, with numbers that are no secret of anybody."""
        named = {*sum(self.matters_of.values(), [])}
        if not named:
            return _("Nobody has named a matter yet.")
        states = [str(_("Late") if each.is_overdue else STATES[each.state]) for each in named]
        words = [*map(str, STATES.values()), _("Late")]
        parts = [f"{each} {states.count(each)}" for each in words if each in states]
        return ngettext(
            "%(num)s matter was named: %(states)s.",
            "%(num)s matters were named: %(states)s.",
            len(named),
            states=", ".join(parts),
        )

    @property
    def photos(self) -> dict[str, bytes]:
        """Return its photos by their addresses in the page, whatever its language."""
        return {
            url_for(
                "matters.photo",
                matter_id=line.matter.id,
                digest=line.photo.digest,
                language=str(language),
            ): line.photo.content
            for line in (*self.account.lines, *self.matters)
            if line.photo and line.matter
            for language in Language
        }


def _place(matter: Matter) -> tuple[int, bool, int]:
    return ORDER.index(matter.state), not matter.is_overdue, matter.id


def sheet_of(report_id: int | None) -> ReportSheet | PeriodForm:
    """Return what the address is about: ?event=7&event=5, days, or a report that is published.

    The form of the days if these cannot be.
    """
    if report_id is not None:
        return ReportSheet({"report_id": report_id}, report=own_or_404(Report, report_id))
    agency = g.staff_member.agency
    chosen = {parse_id(each) or abort(404) for each in request.args.getlist("event")}
    if chosen:
        events = reported_events(agency, Event.id.in_(chosen))
        for each in chosen.difference(event.id for event in events):
            # There is none, or it has not begun.
            event_or_plan(each, lambda _event: False)
        return ReportSheet({"event": [event.id for event in events]}, events)
    period = _period(agency)
    if not period.validate():
        return period
    return ReportSheet(period.args, events_between(agency, **period.args))


def choices(period: PeriodForm | None = None) -> dict[str, Any]:
    """Return what a report may be about, and those that are published."""
    agency = g.staff_member.agency
    return {
        "period": period or _period(agency),
        "reports": reports_of(agency),
        "offered": offered(agency),
        "events": events_between(agency, since=agency.today - A_YEAR, until=agency.today),
    }


def _period(agency: Agency) -> PeriodForm:
    return PeriodForm(since=first_day(agency), until=agency.today)


def first_day(agency: Agency) -> date:
    """Return the day after the last report, or a year ago before the first."""
    last = last_report(agency.id)
    day = last.until_day + timedelta(days=1) if last else agency.today - A_YEAR
    return min(day, agency.today)


def offered(agency: Agency) -> Iterator[tuple[str, date, date]]:
    """Yield what the page offers to choose: a name, its first day and its last."""
    today, a_day = agency.today, timedelta(days=1)
    if last_report(agency.id):
        yield _("Since the last report"), first_day(agency), today
    start = today.replace(month=QUARTER * ((today.month - 1) // QUARTER) + 1, day=1)
    yield _("This quarter"), start, today
    yield _("Last quarter"), start - relativedelta(months=QUARTER), start - a_day
    yield _("Half a year"), today - relativedelta(months=HALF_A_YEAR), today
    yield _("A year"), today - A_YEAR, today
