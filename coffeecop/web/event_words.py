"""Sentences about an event that departments may write themselves."""

from flask import Flask
from flask_babel import gettext as _

from coffeecop.models import Agency, Language
from coffeecop.web.i18n import current_language


def init_app(app: Flask) -> None:
    app.add_template_filter(opening_sentence)


def opening_sentence(agency: Agency) -> str:
    """Return the sentence with which officers open a talk: why they are there.

    Said first, it improves such talks: Peyton et al., PNAS 2019 (doi 10.1073/pnas.1910157116);
    Dobson et al., Nature Communications 2025.
    """
    is_spanish = current_language() is Language.SPANISH
    own = agency.opening_es if is_spanish else agency.opening_en
    return own or usual_opening_sentence()


def usual_opening_sentence() -> str:
    return _("We are here to get to know you and to hear what is on your mind. That's all.")
