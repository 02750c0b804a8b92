"""A report answers for each line of the one before it, and says what will be done next.

It is made when it is published, and stays as it was told: its lines are sealed in a chain that runs
from report to report. docs/verify_record.py computes the same hashes: never change them.
"""

from collections.abc import Iterator, Sequence
from datetime import date, datetime, timedelta
from typing import Any

from dateutil.relativedelta import relativedelta
from flask_babel import lazy_gettext as _l
from sqlalchemy import (
    JSON,
    ColumnElement,
    ForeignKeyConstraint,
    String,
    Text,
    UniqueConstraint,
    exists,
    select,
)
from sqlalchemy.orm import Mapped, foreign, mapped_column, relationship

from coffeecop.db import HasId, Model, db, now, stored_by_value
from coffeecop.models.agency import Agency
from coffeecop.models.event import Event
from coffeecop.models.hash_chain import ORIGIN, Content, next_hash
from coffeecop.models.keys import (
    AgencyId,
    ShownInPublic,
    StaffId,
    check,
    not_blank,
    partial_index,
    present,
    to,
)
from coffeecop.models.matters import LONGEST_MATTER_NAME, Matter, MatterState, MatterStep
from coffeecop.models.staff import StaffMember
from coffeecop.parts.links import Labelled

SHORT_SEAL = 12
# A report that is due is told of this long before.
REMINDED_BEFORE = timedelta(days=21)


class ReportAction(Labelled):
    EXPORTED = "report_exported", _l("%(who)s exported the report of %(what)s")
    PUBLISHED = "report_published", _l("%(who)s published a report and sealed its lines")


class Report(ShownInPublic, HasId, Model):
    __tablename__ = "reports"
    __table_args__ = (
        # A department has one first report, and one after each.
        partial_index("uq_reports_first", "agency_id", where="previous_id IS NULL", unique=True),
        partial_index(
            "uq_reports_next", "previous_id", where="previous_id IS NOT NULL", unique=True
        ),
        # What its lines, and the next report, refer to: whether all lines are accounted for.
        UniqueConstraint("id", "is_accounted"),
        ForeignKeyConstraint(
            ["previous_id", "accounts"],
            ["reports.id", "reports.is_accounted"],
            name="fk_reports_previous_id_reports",
            ondelete="NO ACTION",
        ),
        check("number_counted", "number > 0"),
        check(
            "accounts_for_the_last",
            "(previous_id IS NULL) = (accounts IS NULL) AND (accounts IS NULL OR accounts)",
        ),
        check("days_in_order", "until_day >= since_day"),
        check("seal_length", "length(seal) = 64"),
    )

    agency_id: Mapped[AgencyId]
    form_key_hash: Mapped[str] = mapped_column(String(64), unique=True)
    # Its place among those of the department.
    number: Mapped[int]
    previous_id: Mapped[int | None]
    # True wherever there is one before it: the database lets it in only once that is accounted for.
    accounts: Mapped[bool | None]
    # Whether the next one has said what became of each of its lines.
    is_accounted: Mapped[bool] = mapped_column(default=False)
    # What it is about: events that began on these days, or one alone.
    since_day: Mapped[date]
    until_day: Mapped[date]
    event_id: Mapped[int | None] = mapped_column(to("events", "SET NULL"))
    # In each language, the parts that are made of protected figures: told once and not again, so
    # that no two tellings give away what one of them hides.
    content: Mapped[dict[str, Any]] = mapped_column("told", JSON)
    seal: Mapped[str] = mapped_column(String(64))
    published_at: Mapped[datetime] = mapped_column(default=now)
    # The department's local day of that.
    published_on: Mapped[date]
    published_by_id: Mapped[StaffId]

    agency: Mapped[Agency] = relationship()
    event: Mapped[Event | None] = relationship()
    published_by: Mapped[StaffMember] = relationship()
    previous: Mapped["Report | None"] = relationship(
        primaryjoin=lambda: foreign(Report.previous_id) == Report.id, remote_side=lambda: Report.id
    )
    # The database keeps `is_accounted` of the lines.
    lines: Mapped[list["ReportLine"]] = relationship(
        primaryjoin=lambda: Report.id == foreign(ReportLine.report_id),
        order_by="ReportLine.number",
        passive_deletes=True,
    )

    @property
    def short_seal(self) -> str:
        """Return its beginning as people type it: 9f2c-61a3-b4c5."""
        return "-".join(self.seal[at : at + 4] for at in range(0, SHORT_SEAL, 4))

    @property
    def next_due_on(self) -> date | None:
        """Return by when the department's own rhythm asks for the next one, if it is the last."""
        months = self.agency.report_months
        if not months or self.is_accounted:
            return None
        due_on: date = self.published_on + relativedelta(months=months)
        return due_on

    @property
    def lacking(self) -> int:
        """Return of how many lines nothing has been said."""
        return sum(line.state is None for line in self.lines)

    @property
    def accounts_of_last(self) -> list["ReportLine"]:
        return self.previous.lines if self.previous else []


class ReportLine(ShownInPublic, Model):
    """What a report says will be done, and what the next one says became of it."""

    __tablename__ = "report_lines"
    __table_args__ = (
        ForeignKeyConstraint(
            ["report_id", "is_accounted"],
            ["reports.id", "reports.is_accounted"],
            name="fk_report_lines_report_id_reports",
            ondelete="CASCADE",
            onupdate="CASCADE",
        ),
        check("number_counted", "number > 0"),
        check("times_counted", "times > 0"),
        *present("name", "owner"),
        *not_blank("said_en", "said_es"),
        # So no report comes out while a line of the last one has no state.
        check("accounted_has_state", "NOT is_accounted OR became IS NOT NULL"),
        check("state_says_something", "became <> 'heard'"),
        # A state comes with words: "we cannot" with its reason, "not yet" with how far it is.
        check("state_has_words", "(became IS NULL) = (said_en IS NULL AND said_es IS NULL)"),
        check("state_has_day", "(became IS NULL) = (said_on IS NULL)"),
    )

    report_id: Mapped[int] = mapped_column(primary_key=True)
    number: Mapped[int] = mapped_column(primary_key=True)
    is_accounted: Mapped[bool] = mapped_column(default=False)
    # None: it was destroyed since, as the law allows.
    matter_id: Mapped[int | None] = mapped_column(to("matters", "SET NULL"), index=True)
    name: Mapped[str] = mapped_column(String(LONGEST_MATTER_NAME))
    owner: Mapped[str] = mapped_column(String(120))
    due_on: Mapped[date]
    # In so many reports in a row.
    times: Mapped[int] = mapped_column(default=1)
    # What became of it, in the next report.
    became: Mapped[MatterState | None] = mapped_column(stored_by_value(MatterState, "linestate"))
    said_en: Mapped[str | None] = mapped_column(Text)
    said_es: Mapped[str | None] = mapped_column(Text)
    said_on: Mapped[date | None]

    matter: Mapped[Matter | None] = relationship()
    report: Mapped[Report] = relationship(
        primaryjoin=lambda: foreign(ReportLine.report_id) == Report.id, viewonly=True
    )

    @property
    def state(self) -> MatterState | None:
        """Return what became of it, also if no report has said so yet."""
        return self.became or (self.step_since.state if self.step_since else None)

    @property
    def is_carried(self) -> bool:
        """Return whether it stands in the next report again: not yet done."""
        return self.state is MatterState.DOING

    @property
    def step_since(self) -> MatterStep | None:
        """Return what residents read of it since its report; None: it has no state."""
        matter = self.matter
        if matter is None or not matter.is_published:
            return None
        if matter.state is MatterState.HEARD or matter.is_overdue:
            return None
        newest = matter.steps[-1]
        return newest if newest.created_at >= self.report.published_at else None


def must_be_answered_for(model: Any) -> ColumnElement[bool] | None:
    """Match matters that the next report has to answer for."""
    return _has_open_line() if model is Matter else None


def is_owed(matter: Matter) -> bool:
    own = select(Matter.id).where(Matter.id == matter.id, _has_open_line())
    return db.session.scalar(own) is not None


def _has_open_line() -> ColumnElement[bool]:
    return exists().where(ReportLine.matter_id == Matter.id, ReportLine.is_accounted.is_(False))


def entries_of(report: Report) -> Iterator[Content]:
    """Yield what its seal covers, in order."""
    accounts = report.accounts_of_last
    yield {
        "department": report.agency.slug,
        "report": report.number,
        "day": report.published_on.isoformat(),
        "accounted": len(accounts),
        "promised": len(report.lines),
    }
    for line in accounts:
        yield {
            "line": line.number,
            "of": report.number - 1,
            "words": line.name,
            "became": line.became and str(line.became),
            "said_en": line.said_en,
            "said_es": line.said_es,
            "day": line.said_on.isoformat() if line.said_on else None,
        }
    for line in report.lines:
        yield {
            "line": line.number,
            "of": report.number,
            "words": line.name,
            "who": line.owner,
            "due": line.due_on.isoformat(),
            "times": line.times,
        }


def seal_of(report: Report) -> str:
    """Return the hash over its lines and the seal of the report before it."""
    seal = report.previous.seal if report.previous else ORIGIN
    for entry in entries_of(report):
        seal = next_hash(seal, entry)
    return seal


def report_file(report: Report) -> dict[str, Any]:
    """Return what docs/verify_record.py and the page itself check."""
    return {
        "previous": report.previous.seal if report.previous else ORIGIN,
        "lines": list(entries_of(report)),
        "seal": report.seal,
    }


def reports_of(agency: Agency) -> Sequence[Report]:
    """Return the reports of a department, the newest first."""
    own = select(Report).where(Report.agency_id == agency.id).order_by(Report.number.desc())
    return db.session.scalars(own).all()


def last_report(agency_id: int) -> Report | None:
    own = select(Report).where(Report.agency_id == agency_id, Report.is_accounted.is_(False))
    return db.session.scalar(own)


def report_near(agency: Agency) -> Report | None:
    """Return the last report, once the next one is due by the department's own rhythm."""
    last = last_report(agency.id) if agency.report_months else None
    due_on = last.next_due_on if last else None
    return last if due_on and due_on <= agency.today + REMINDED_BEFORE else None


def report_faults() -> Iterator[str]:
    """Yield which reports were changed behind the program's back."""
    for report in db.session.scalars(select(Report).order_by(Report.agency_id, Report.number)):
        if seal_of(report) != report.seal:
            yield (
                f"Report {report.number} of {report.agency.slug} does not match its seal: a line "
                "was dropped, reworded or turned."
            )
