"""Publish a report: it answers for each line of the last one, and its lines are sealed."""

from collections.abc import Iterable, Mapping, Sequence
from datetime import date
from typing import Any, NamedTuple

from sqlalchemy import select

from coffeecop.db import db
from coffeecop.models import (
    Agency,
    AuditAction,
    Event,
    Matter,
    MatterState,
    Report,
    ReportLine,
    Role,
    StaffMember,
)
from coffeecop.models.agency import lock_agency
from coffeecop.models.audit import record
from coffeecop.models.keys import stored
from coffeecop.models.matters.queries import is_published
from coffeecop.models.report import last_report, seal_of
from coffeecop.web.matters_shown import WITH_WORDS

# Who decides what residents read, as `may_publish` says.
PUBLISHERS = (Role.ORGANIZER, Role.ADMIN)


class LacksState(Exception):
    """A line of the last report has no state yet."""


class About(NamedTuple):
    """What a report is about: events that began on these days, or one of them alone."""

    since: date
    until: date
    event: Event | None = None


def publish(
    agency: Agency,
    about: About,
    *,
    told: Mapping[str, Any],
    chosen: Iterable[int],
    key_hash: str,
    by: StaffMember,
) -> Report:
    """Publish it with these matters as its lines, and those that are not yet done.

    Idempotent by `key_hash`. Raises LacksState.
    """
    lock_agency(agency.id)
    if report := stored(Report, key_hash):
        return report
    last = last_report(agency.id)
    if last:
        _account_for(last)
    report = Report(
        agency=agency,
        form_key_hash=key_hash,
        number=last.number + 1 if last else 1,
        previous=last,
        accounts=True if last else None,
        since_day=about.since,
        until_day=about.until,
        event=about.event,
        told=told,
        published_on=agency.today,
        published_by=by,
    )
    carried = [line for line in report.accounts_of_last if line.is_carried]
    of_ids = {each.id: each for each in promised(agency)}
    matters = {line.matter_id: line.times + 1 for line in carried if line.matter_id}
    # A colleague may have said more of one at this moment.
    if matters.keys() - of_ids.keys():
        raise LacksState
    matters |= {each: 1 for each in chosen if each in of_ids.keys() - matters.keys()}
    report.lines = [
        _line(number, of_ids[matter_id], times)
        for number, (matter_id, times) in enumerate(matters.items(), 1)
    ]
    report.seal = seal_of(report)
    db.session.add(report)
    db.session.flush()
    lines, accounted = len(report.lines), len(report.accounts_of_last)
    detail = {"seal": report.seal, "lines": lines, "accounted": accounted}
    record(AuditAction.REPORT_PUBLISHED, by=by, subject=report, detail=detail)
    return report


def promised(agency: Agency) -> Sequence[Matter]:
    """Return what residents read that the department does, with a day that is still to come."""
    doing = Matter.agency_id == agency.id, Matter.state == MatterState.DOING, is_published()
    return db.session.scalars(
        select(Matter)
        .where(*doing, Matter.due_on >= agency.today)
        .order_by(Matter.due_on, Matter.id)
        .options(*WITH_WORDS)
    ).all()


def _account_for(last: Report) -> None:
    """Write down what became of its lines. The database lets none be without a state."""
    for line in last.lines:
        step = line.step_since
        if step is None:
            raise LacksState
        line.became, line.said_on = step.state, step.day
        line.said_en, line.said_es = step.said_en, step.said_es
    db.session.flush()
    last.is_accounted = True
    db.session.flush()
    for line in last.lines:
        db.session.refresh(line, ["is_accounted"])


def _line(number: int, matter: Matter, times: int) -> ReportLine:
    if matter.owner is None or matter.due_on is None:
        raise LacksState
    return ReportLine(
        number=number,
        matter=matter,
        name=matter.name,
        owner=matter.owner.name,
        due_on=matter.due_on,
        times=times,
    )
