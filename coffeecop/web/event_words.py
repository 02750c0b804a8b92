"""Sentences about an event that departments may write themselves."""

from babel.dates import get_day_names, get_month_names
from flask import Flask
from flask_babel import get_locale, ngettext
from flask_babel import gettext as _

from coffeecop.models import Agency
from coffeecop.models.series import LAST, Recurrence
from coffeecop.web.i18n import localized


def init_app(app: Flask) -> None:
    app.add_template_filter(opening_sentence)
    app.add_template_filter(recurrence_words)


def opening_sentence(agency: Agency) -> str:
    """Return the sentence with which officers open a talk: why they are there.

    Said first, it improves such talks: Peyton et al., PNAS 2019 (doi 10.1073/pnas.1910157116);
    Dobson et al., Nature Communications 2025.
    """
    usual = _("We are here to get to know you and to hear what is on your mind. That's all.")
    return localized(agency, "opening") or usual


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
