"""Publish a report: it answers for each line of the last one, and its lines are sealed."""

from collections.abc import Collection

from coffeecop.db import db
from coffeecop.models import StaffMember
from coffeecop.models.agency import lock_agency
from coffeecop.models.audit import record
from coffeecop.models.keys import stored
from coffeecop.parts.reports.models import Report, ReportAction, last_report, seal_of
from coffeecop.parts.reports.sheet import ReportSheet, next_lines


class LacksState(Exception):
    """A line of the last report has no state yet."""


def publish(
    sheet: ReportSheet, *, chosen: Collection[int], key_hash: str, by: StaffMember
) -> Report:
    """Publish it with these matters as its lines, and those that are not yet done.

    Idempotent by `key_hash`. Raises LacksState.
    """
    agency, content = sheet.agency, sheet.content_in_each_language
    lock_agency(agency.id)
    if report := stored(Report, key_hash):
        return report
    last = last_report(agency.id)
    if last:
        _account_for(last)
    lines = next_lines(agency, last, chosen)
    # A colleague may have said more of one at this moment.
    carried = {line.matter_id for line in last.lines if line.is_carried} if last else set()
    if carried - {line.matter.id for line in lines if line.matter}:
        raise LacksState
    report = Report(
        agency=agency,
        form_key_hash=key_hash,
        number=last.number + 1 if last else 1,
        previous=last,
        accounts=True if last else None,
        since_day=sheet.days[0],
        until_day=sheet.days[1],
        event=sheet.event,
        content=content,
        published_on=agency.today,
        published_by=by,
        lines=lines,
    )
    report.seal = seal_of(report)
    db.session.add(report)
    db.session.flush()
    accounted = len(report.accounts_of_last)
    detail = {"seal": report.seal, "lines": len(lines), "accounted": accounted}
    record(ReportAction.PUBLISHED, by=by, subject=report, detail=detail)
    return report


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
