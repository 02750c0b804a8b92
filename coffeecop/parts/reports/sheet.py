"""What a report is about, and what stands on its one page and in its files."""

from collections.abc import Collection, Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from functools import cached_property
from typing import Any

from flask import g, url_for
from flask_babel import gettext as _
from flask_babel import ngettext
from sqlalchemy import and_, select

from coffeecop.db import db
from coffeecop.models import Agency, Event, Language, Matter, MatterState
from coffeecop.models.matters.queries import is_of_event, is_published, may_publish
from coffeecop.parts.reports.content import content_of, lines_of_all, quotes_of, summary_sentences
from coffeecop.parts.reports.event_reports import EventReport, event_reports
from coffeecop.parts.reports.models import Report, ReportLine, last_report
from coffeecop.parts.reports.shown import (
    STATES,
    Account,
    ShownLine,
    account_of,
    last_words,
    matter_lines,
)
from coffeecop.staff.concern_list.filters import MOST_EVENTS
from coffeecop.staff.concern_list.picks import join_ids
from coffeecop.staff.concern_list.work import next_event
from coffeecop.web.i18n import current_language, in_each_language, local_date, localized
from coffeecop.web.matters_shown import WITH_WORDS
from coffeecop.web.rendering import public_url

# So that one sheet holds them in their longest words.
MOST_MATTERS = 4
# What was done, then what is late, then the rest.
ORDER = [*STATES]


@dataclass(frozen=True)
class ReportSheet:
    """A report that is published, or what one of these events would be now."""

    # What its pages and files have in their addresses.
    args: Mapping[str, Any]
    events: Sequence[Event] = ()
    report: Report | None = None
    # Residents read it.
    is_public: bool = False

    @property
    def agency(self) -> Agency:
        agency: Agency = self.report.agency if self.report else g.staff_member.agency
        return agency

    @property
    def name(self) -> str:
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
    def days(self) -> tuple[date, date]:
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
    def content(self) -> Mapping[str, Any]:
        """Return what is made of protected figures: of a report that is published, as it was."""
        if self.report:
            own: Mapping[str, Any] = self.report.content[str(current_language())]
            return own
        return content_of(self.reports)._asdict()

    @property
    def content_in_each_language(self) -> dict[str, Any]:
        content = in_each_language(lambda: self.content)
        return {str(language): each for language, each in content.items()}

    @property
    def foot(self) -> Iterator[str]:
        """Yield where one goes on from it, on paper too."""
        if self.report and self.is_public:
            yield from last_words(self.report)
            return
        coming, language = next_event(self.agency.id), str(current_language())
        if coming and not coming.has_begun:
            day = local_date(coming.starts_at, coming)
            yield _("Next: %(day)s, %(venue)s.", day=day, venue=coming.venue.name)
        if self.report:
            address = public_url("reports.show", report_id=self.report.id, language=language)
            yield _(
                "Sealed %(seal)s: %(address)s checks that no line was dropped.",
                seal=self.report.short_seal,
                address=address.partition("://")[2],
            )
        else:
            address = public_url("matters.index", language=language).partition("://")[2]
            yield _(
                "What came of it: %(address)s. Nothing that a resident wrote is shown.",
                address=address,
            )

    @property
    def ways_on(self) -> Iterator[tuple[str, str, str]]:
        """Yield icons, addresses and words of links below it."""
        if self.event:
            yield "clipboard-list", url_for("staff_reports.index"), _("Reports")
        if self.report:
            residents = url_for("reports.show", report_id=self.report.id)
            yield "eye", residents, _("As residents see it")

    @property
    def notes(self) -> Iterator[tuple[str, str, list[tuple[str, str]]]]:
        """Yield what ends it, if that can be said: a name, a heading, and lines."""
        if felt := self.content["felt"]:
            yield "felt", _("How it felt"), felt
        if missed := self.content["missed"]:
            yield "missed", _("Who we did not hear"), [("", each) for each in missed]

    @property
    def counted(self) -> list[tuple[str, str, str | None]]:
        """Return what says more: of one event what was counted, of several what each says.

        Each with its name, in words, and where the list of it is, if there is one.
        """
        if self.event:
            counts = [
                (each.name, each.words, self._list_of(each.args)) for each in self.reports[0].counts
            ]
            lines = quotes_of(self.reports)[len(self.content["quotes"]) :]
            return [*counts, *((who, body, None) for who, body in lines)]
        return [
            (
                localized(each.event, "title"),
                " ".join(summary_sentences([each])),
                url_for("staff_reports.show", event=each.event.id),
            )
            for each in self.reports
        ]

    @property
    def lists(self) -> Mapping[str, str | None]:
        """Return where the concerns of each bar are listed. A report that is published has none."""
        return {line.name: self._list_of(line.args) for line in lines_of_all(self.reports)}

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


def next_lines(
    agency: Agency, last: Report | None, chosen: Collection[int] | None = None
) -> list[ReportLine]:
    """Return what is promised: what stood in the last report, and of the rest this, or all."""
    times = {line.matter_id: line.times + 1 for line in last.lines} if last else {}
    doing = Matter.agency_id == agency.id, Matter.state == MatterState.DOING, is_published()
    promised = select(Matter).where(*doing, Matter.due_on >= agency.today).options(*WITH_WORDS)
    matters = db.session.scalars(promised.order_by(Matter.due_on, Matter.id)).all()
    own = [each for each in matters if chosen is None or each.id in {*chosen, *times}]
    return [
        ReportLine(
            number=number,
            matter=matter,
            name=matter.name,
            owner=matter.owner.name if matter.owner else "",
            due_on=matter.due_on,
            times=times.get(matter.id, 1),
        )
        for number, matter in enumerate(sorted(own, key=lambda each: each.id not in times), 1)
    ]
