"""Reports: what came of what we said, what people raised since, and what we will do."""

from flask_babel import lazy_gettext as _l

from coffeecop.models import Role
from coffeecop.parts import Part, TodayLine
from coffeecop.parts.hooks import Hook, Keeper, When
from coffeecop.parts.links import AuditFields, Entry, ListOfSettings, PageLink, Section, Spot, Tool
from coffeecop.parts.reports.models import (
    ReportAction,
    is_owed,
    must_be_answered_for,
    report_faults,
)
from coffeecop.parts.reports.shares import COMMUNITY
from coffeecop.parts.reports.shown import due_in_digest, due_on_today, number_of_due
from coffeecop.parts.reports.views import bp, of_residents

# One part, since the sheet of an event and the report of a quarter are one page: decision 0085.
MOST_LINES = 1_674
REPORTS = _l("Reports")

PART = Part(
    name="reports",
    title=REPORTS,
    purpose=_l("What came of what we said, and what we will do"),
    starts_on=True,
    blueprints=[of_residents, bp],
    audit={"exports": ReportAction},
    links=[
        Entry(
            "clipboard-list",
            "staff_reports.index",
            REPORTS,
            _l("What came of what we said, and what we will do"),
            tuple(Role),
        ),
        Entry("clipboard-list", "staff_reports.index", REPORTS, "", (Role.ADMIN,), "settings"),
        Tool("chart-column", "staff_reports.show", _l("Report"), {"after": 1}, argument="event"),
        PageLink(
            Spot.EVENT,
            "staff_reports.former",
            _l("Report"),
            is_shown=lambda event, _: event.has_begun and not event.is_over,
        ),
        PageLink(Spot.PAST_EVENTS, "staff_reports.index", REPORTS, "clipboard-list"),
        PageLink(
            Spot.MATTER,
            "staff_reports.show",
            _l("Report"),
            is_shown=lambda matter, _: is_owed(matter),
        ),
        Section(Spot.DIGEST, "reports/digest.txt", due_in_digest),
        ListOfSettings(COMMUNITY, 3),
        AuditFields({"report_months": _l("How often you publish a report")}),
        Keeper(must_be_answered_for),
        Hook(When.VERIFIED, report_faults),
    ],
    today=[
        TodayLine(
            "clipboard-list",
            number_of_due,
            due_on_today,
            "staff_reports.show",
            roles=(Role.ORGANIZER, Role.ADMIN),
        )
    ],
)
