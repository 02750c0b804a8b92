"""The forms on an event's page."""

from typing import Any

from coffeecop.models import Event
from coffeecop.public.forms.concern import new_concern_form
from coffeecop.public.forms.rsvp import RsvpForm
from coffeecop.public.forms.survey import SurveyForm


def event_page_forms(event: Event) -> dict[str, Any]:
    """Return the forms by their names in the template; None if closed."""
    return {
        "rsvp_form": RsvpForm(formdata=None) if event.takes_rsvps else None,
        "concern_form": new_concern_form(event),
        "survey_form": SurveyForm(formdata=None) if event.takes_survey else None,
    }
