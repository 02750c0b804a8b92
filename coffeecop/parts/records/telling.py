"""What of the records is told elsewhere: on Today, in the digest, of a concern, by `verify`."""

from collections.abc import Iterator
from typing import Any

from flask_babel import gettext as _
from flask_babel import ngettext
from sqlalchemy import func, literal, select

from coffeecop.db import db
from coffeecop.models import Agency, AuditAction, AuditEntry, Concern, Role, StaffMember
from coffeecop.parts import TodayLine
from coffeecop.parts.records.holding import holds_of
from coffeecop.parts.records.kinds import OF_LOG, KeepUnit, Series, Trigger
from coffeecop.parts.records.models.destructions import Destruction, awaits_approval_of
from coffeecop.parts.records.models.requests import RecordsRequest, is_open_for
from coffeecop.parts.records.models.schedule import RetentionRule, keep_until, rule_of, rules_of
from coffeecop.web.i18n import calendar_day, local_day


def _of_clerk(column: Any, member: StaffMember, condition: Any) -> Any:
    """Return the column as one of a statement about others; 0 for whoever keeps no records."""
    if not member.has_any(Role.RECORDS):
        return literal(0)
    return select(column).where(condition).scalar_subquery()


def _requests(member: StaffMember) -> Any:
    return _of_clerk(func.count(RecordsRequest.id), member, is_open_for(member))


def _first_due(member: StaffMember) -> Any:
    return _of_clerk(func.min(RecordsRequest.due_on), member, is_open_for(member))


def _to_approve(member: StaffMember) -> Any:
    return _of_clerk(func.count(Destruction.id), member, awaits_approval_of(member))


REQUESTS = TodayLine(
    "archive",
    _requests,
    lambda number, first: ngettext(
        "%(num)s request for records, due %(day)s",
        "%(num)s requests for records, the first due %(day)s",
        number,
        day=calendar_day(first),
    ),
    "records_requests.index",
    _first_due,
    in_digest=True,
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
    """Return for how long a department keeps what residents say."""
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
    return [(str(each.label), _facts(rule)) for each, rule in rules_of(agency).items()]


def _facts(rule: RetentionRule) -> str:
    facts = [rule.in_words, rule.item, rule.source]
    facts.append(_("Goes by itself.") if not rule.needs_approval else None)
    return ". ".join(fact.rstrip(".") for fact in facts if fact) + "."


def kept_until_words(concern: Concern) -> str:
    return _("at least %(day)s", day=local_day(keep_until(concern), concern.event))


def names_of_holds(concern: Concern) -> str:
    return ", ".join(hold.name for hold in holds_of(concern))
