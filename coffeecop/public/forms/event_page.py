"""What an event's page shows besides the event, for residents and in the preview of a draft."""

from typing import Any

from coffeecop.models import Event
from coffeecop.models.event import newest_with_we_did
from coffeecop.public.forms.concern import new_concern_form
from coffeecop.public.forms.rsvp import RsvpForm
from coffeecop.public.forms.survey import SurveyForm


def event_page_parts(event: Event) -> dict[str, Any]:
    """Return the forms, and the earlier event whose outcome is shown; None for what is left out."""
    at_venue = Event.venue_id == event.venue_id
    return {
        "rsvp_form": RsvpForm(formdata=None) if event.takes_rsvps else None,
        "concern_form": new_concern_form(event),
        "survey_form": SurveyForm(formdata=None) if event.takes_survey else None,
        "kept": None if event.is_over else newest_with_we_did(at_venue, Event.id != event.id),
    }
