"""Sentences about an event that departments may write themselves."""

from datetime import timedelta

from flask import Flask
from flask_babel import gettext as _

from coffeecop.models import Agency, Event, Language
from coffeecop.web.i18n import current_language, full_day


def init_app(app: Flask) -> None:
    app.add_template_filter(opening_sentence)
    app.add_template_filter(accommodation_line)


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


def accommodation_line(event: Event, *, beside_form: bool = False) -> str:
    """Return whom to ask for an interpreter or help to get in, and by when (28 CFR 35.106).

    Empty for an event that nobody can come to any more. Beside the form that asks what people
    need, it does not send them to the page that they read.
    """
    if event.is_cancelled or event.is_over:
        return ""
    how = _how_to_ask(event.agency) or ("" if beside_form else _on_the_page())
    return f"{how} {_by_when(event)}".strip()


def _how_to_ask(agency: Agency) -> str:
    # Without a Spanish text of its own: the usual one, as it must be understood.
    is_spanish = current_language() is Language.SPANISH
    own = agency.accommodation_es if is_spanish else agency.accommodation_en
    return own or _usual_way_to_ask(agency.phone, agency.accommodation_email)


def _usual_way_to_ask(phone: str | None, email: str | None) -> str:
    if phone and email:
        return str(
            _(
                "Need an interpreter, or help to get in? Call %(phone)s or write to %(email)s.",
                phone=phone,
                email=email,
            )
        )
    if phone:
        return str(_("Need an interpreter, or help to get in? Call %(phone)s.", phone=phone))
    if email:
        return str(_("Need an interpreter, or help to get in? Write to %(email)s.", email=email))
    return ""


def _on_the_page() -> str:
    return str(_("Need an interpreter, or help to get in? Tell us on the page of the event."))


def _by_when(event: Event) -> str:
    days = event.agency.accommodation_days
    if not days:
        return ""
    return str(_("Please ask by %(day)s.", day=full_day(event.day - timedelta(days=days))))
