"""What of the records is told elsewhere: on Today, in the digest, of a concern, by `verify`."""

from collections.abc import Callable, Iterator
from typing import Any

from flask_babel import gettext as _
from flask_babel import ngettext
from sqlalchemy import func, select

from coffeecop.db import db
from coffeecop.models import Agency, AuditAction, AuditEntry, Concern, Role, StaffMember
from coffeecop.parts import TodayLine
from coffeecop.parts.records.holding import holds_of
from coffeecop.parts.records.kinds import OF_LOG, KeepUnit, Series, Trigger
from coffeecop.parts.records.models.destructions import Destruction, awaits_approval_of
from coffeecop.parts.records.models.requests import RecordsRequest, is_open_for
from coffeecop.parts.records.models.schedule import RetentionRule, keep_until, rule_of, rules_of
from coffeecop.web.i18n import calendar_day, local_day


def _of_open_requests(column: Any) -> Callable[[StaffMember], Any]:
    return lambda member: select(column).where(is_open_for(member)).scalar_subquery()


def _to_approve(member: StaffMember) -> Any:
    return select(func.count(Destruction.id)).where(awaits_approval_of(member)).scalar_subquery()


REQUESTS = TodayLine(
    "archive",
    _of_open_requests(func.count(RecordsRequest.id)),
    lambda number, first: ngettext(
        "%(num)s request for records, due %(day)s",
        "%(num)s requests for records, the first due %(day)s",
        number,
        day=calendar_day(first),
    ),
    "records_requests.index",
    _of_open_requests(func.min(RecordsRequest.due_on)),
    in_digest=True,
    roles=(Role.RECORDS,),
)
APPROVALS = TodayLine(
    "archive",
    _to_approve,
    lambda number: ngettext(
        "%(num)s destruction of records waits for you to approve it",
        "%(num)s destructions of records wait for you to approve them",
        number,
    ),
    "records.index",
    in_digest=True,
    roles=(Role.RECORDS,),
)


def destroyed_without_certificate() -> Iterator[str]:
    """Yield that entries say to be destroyed which nobody has approved."""
    destroyed = select(func.count()).where(AuditEntry.action == AuditAction.DESTROYED)
    approved = select(func.coalesce(func.sum(Destruction.destroyed), 0)).where(
        Destruction.series.in_(OF_LOG)
    )
    numbers = [db.session.scalar(each) or 0 for each in (destroyed, approved)]
    if numbers[0] != numbers[1]:
        yield (
            f"{numbers[0]} entries of the log say that they were destroyed by the schedule, but "
            f"the certificates name {numbers[1]}."
        )


def time_kept_of(agency: Agency, about_officer: bool) -> str:
    return rule_of(agency, Series.COMPLAINT if about_officer else Series.CONCERN).time_kept


def rule_code(agency: Agency) -> str:
    rule = rule_of(agency, Series.CONCERN)
    return f"{rule.keep} {rule.unit} {rule.trigger}"


def words_of_rule(code: str) -> str:
    keep, unit, trigger = code.split()
    own = {"keep": int(keep), "unit": KeepUnit(unit), "trigger": Trigger(trigger)}
    return RetentionRule(series=Series.CONCERN, **own).in_words


def lines_of_schedule(agency: Agency) -> list[tuple[str, str]]:
    """Return each series with how long it is kept, its number, its source, and whether it goes."""
    return [(str(each.label), _details(rule)) for each, rule in rules_of(agency).items()]


def _details(rule: RetentionRule) -> str:
    details = [rule.in_words, rule.item, rule.source]
    details.append(_("Goes by itself.") if not rule.needs_approval else None)
    return ". ".join(detail.rstrip(".") for detail in details if detail) + "."


def kept_until_words(concern: Concern) -> str:
    return _("at least %(day)s", day=local_day(keep_until(concern), concern.event))


def names_of_holds(concern: Concern) -> str:
    return ", ".join(hold.name for hold in holds_of(concern))
