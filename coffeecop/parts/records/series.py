"""Series of records, and how long they are kept, in words."""

from flask import Flask
from flask_babel import gettext as _
from flask_babel import lazy_gettext as _l
from flask_babel import ngettext

from coffeecop.models import Agency, Destruction, KeepUnit, RetentionRule, Series, Trigger
from coffeecop.parts.records.models.schedule import rule_of

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


def init_app(app: Flask) -> None:
    app.add_template_filter(series_name)
    app.add_template_filter(kept_for)
    app.add_template_filter(time_kept)
    app.add_template_filter(rule_line)


def series_name(series: Series) -> str:
    return str(SERIES_NAMES[series])


def time_kept(rule: RetentionRule | Destruction) -> str:
    """Return a time, such as 2 years."""
    if rule.unit is KeepUnit.DAYS:
        return ngettext("%(num)s day", "%(num)s days", rule.keep)
    return ngettext("%(num)s year", "%(num)s years", rule.keep)


def kept_for(agency: Agency, series: str) -> str:
    """Return for how long a department keeps a series."""
    return time_kept(rule_of(agency, Series(series)))


def trigger_name(series: Series, trigger: Trigger) -> str:
    return str(OWN_TRIGGER_NAMES.get(series, {}).get(trigger, TRIGGER_NAMES[trigger]))


def rule_line(rule: RetentionRule | Destruction) -> str:
    """Return a time and from when it is counted, such as 2 years after the last message."""
    trigger = trigger_name(rule.series, rule.trigger)
    return _("%(time)s %(trigger)s", time=time_kept(rule), trigger=trigger)
