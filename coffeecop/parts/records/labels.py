"""Names of series and records, how long they are kept, how they left the files, in words."""

from collections.abc import Callable

from flask_babel import gettext as _
from flask_babel import lazy_gettext as _l
from flask_babel import ngettext

from coffeecop.db.erasing import EraseMethod
from coffeecop.models import Agency, Concern, Event
from coffeecop.parts import links_of
from coffeecop.parts.hooks import AboutConcern
from coffeecop.parts.records.models.destructions import Destruction
from coffeecop.parts.records.models.schedule import (
    KeepUnit,
    RecordKind,
    Ref,
    RetentionRule,
    Series,
    Trigger,
    keep_until,
    rule_of,
    rules_of,
)
from coffeecop.web.i18n import local_day, localized

METHODS = {
    EraseMethod.SQLITE: _l(
        "The rows were deleted and overwritten with zeros, also in the search index. The file of "
        "the database was written anew, and its write-ahead log emptied."
    ),
    EraseMethod.POSTGRESQL: _l(
        "The rows were deleted, also in the search index. All tables and the statistics were "
        "written anew (VACUUM FULL), and the write-ahead log was written over."
    ),
    EraseMethod.POSTGRESQL_LOG_LATER: _l(
        "The rows were deleted, also in the search index. All tables and the statistics were "
        "written anew (VACUUM FULL). The write-ahead log of the database server turns over by "
        "itself."
    ),
}


def erase_method(method: EraseMethod) -> str:
    return str(METHODS[method])


RECORD_NAMES: dict[str, Callable[[int], str]] = {
    RecordKind.CONCERN: lambda number: _("Number %(number)s", number=number),
    RecordKind.NOTE: lambda number: _("Note of staff %(number)s", number=number),
    RecordKind.EVENT: lambda number: _("What staff wrote about event %(number)s", number=number),
    RecordKind.RSVP: lambda number: _("RSVP %(number)s", number=number),
    RecordKind.SURVEY: lambda number: _("Survey answer %(number)s", number=number),
    RecordKind.MATTER: lambda number: _("Matter %(number)s", number=number),
}


def record_name(ref: Ref) -> str:
    kind, number = ref
    of_parts = {each.kind: each.name for each in links_of(None, AboutConcern)}
    return (RECORD_NAMES | of_parts)[kind](number)


def event_label(event: Event) -> str:
    day = local_day(event.starts_at, event)
    return _("%(title)s, %(day)s", title=localized(event, "title"), day=day)


SERIES_NAMES = {
    Series.CONCERN: _l("Concerns"),
    Series.COMPLAINT: _l("Complaints"),
    Series.SUSTAINED: _l("Complaints, misconduct found"),
    Series.RSVP: _l("RSVPs"),
    Series.CONTACT: _l("Contact details of RSVPs"),
    Series.SURVEY: _l("Surveys"),
    Series.ARRIVALS: _l("Arrivals"),
    Series.MATTER: _l("Matters"),
    Series.MAIL: _l("Mail"),
    Series.AUDIT: _l("Audit log"),
    Series.SIGN_IN: _l("Sign-ins"),
    Series.REQUEST: _l("Requests for records"),
}
TRIGGER_NAMES = {
    Trigger.SENT: _l("after it was sent"),
    Trigger.LAST_MESSAGE: _l("after the last message"),
    Trigger.CLOSED: _l("after it was closed"),
    Trigger.EVENT: _l("after the event"),
    Trigger.FISCAL_YEAR: _l("after the end of the fiscal year"),
}
# Of what nobody sends.
OWN_TRIGGER_NAMES = {
    **dict.fromkeys((Series.AUDIT, Series.SIGN_IN), {Trigger.SENT: _l("after it was written")}),
    Series.ARRIVALS: {Trigger.SENT: _l("after it was counted")},
}
UNIT_NAMES = {KeepUnit.DAYS: _l("days"), KeepUnit.YEARS: _l("years")}


def series_name(series: Series) -> str:
    return str(SERIES_NAMES[series])


def time_kept(rule: RetentionRule | Destruction) -> str:
    """Return a time, such as 2 years."""
    if rule.unit is KeepUnit.DAYS:
        return ngettext("%(num)s day", "%(num)s days", rule.keep)
    return ngettext("%(num)s year", "%(num)s years", rule.keep)


def time_kept_of(agency: Agency, about_officer: bool) -> str:
    """Return for how long a department keeps what residents say."""
    return time_kept(rule_of(agency, Series.COMPLAINT if about_officer else Series.CONCERN))


def trigger_name(series: Series, trigger: Trigger) -> str:
    return str(OWN_TRIGGER_NAMES.get(series, {}).get(trigger, TRIGGER_NAMES[trigger]))


def rule_line(rule: RetentionRule | Destruction) -> str:
    """Return a time and from when it is counted, such as 2 years after the last message."""
    trigger = trigger_name(rule.series, rule.trigger)
    return _("%(time)s %(trigger)s", time=time_kept(rule), trigger=trigger)


def rule_code(agency: Agency) -> str:
    rule = rule_of(agency, Series.CONCERN)
    return f"{rule.keep} {rule.unit} {rule.trigger}"


def words_of_rule(code: str) -> str:
    keep, unit, trigger = code.split()
    return rule_line(
        RetentionRule(
            series=Series.CONCERN, keep=int(keep), unit=KeepUnit(unit), trigger=Trigger(trigger)
        )
    )


def lines_of_schedule(agency: Agency) -> list[tuple[str, str]]:
    """Return each series with how long it is kept, its number, its source, and whether it goes."""
    return [(series_name(each), _facts(rule)) for each, rule in rules_of(agency).items()]


def _facts(rule: RetentionRule) -> str:
    facts = [rule_line(rule), rule.item, rule.source]
    facts.append(_("Goes by itself.") if not rule.needs_approval else None)
    return ". ".join(fact.rstrip(".") for fact in facts if fact) + "."


def kept_until_words(concern: Concern) -> str:
    return _("at least %(day)s", day=local_day(keep_until(concern), concern.event))
