"""The rule of a series in words."""

from babel.dates import get_day_names, get_month_names
from flask import Flask
from flask_babel import get_locale, ngettext
from flask_babel import gettext as _

from coffeecop.models.event_parts import LAST, Recurrence


def init_app(app: Flask) -> None:
    app.add_template_filter(recurrence_words)


def recurrence_words(recurrence: Recurrence) -> str:
    """Return a rule in words, such as First Wednesday of each month."""
    if recurrence.weekday is None:
        return ngettext("Every week", "Every %(num)s weeks", recurrence.weeks or 1)
    words = {
        1: _("First %(weekday)s"),
        2: _("Second %(weekday)s"),
        3: _("Third %(weekday)s"),
        4: _("Fourth %(weekday)s"),
        LAST: _("Last %(weekday)s"),
    }
    weekday = get_day_names(locale=get_locale())[recurrence.weekday]
    day = words[recurrence.nth or LAST] % {"weekday": weekday}
    if recurrence.month is None:
        return str(_("%(day)s of each month", day=day))
    month = get_month_names(locale=get_locale())[recurrence.month]
    return str(_("%(day)s of %(month)s, every year", day=day, month=month))
