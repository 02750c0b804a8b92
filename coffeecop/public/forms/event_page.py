"""What an event's page shows besides the event, for residents and in the preview of a draft."""

from typing import Any

from coffeecop.models import Event
from coffeecop.models.event import newest_with_we_did
from coffeecop.public.forms.concern import new_concern_form
from coffeecop.public.forms.rsvp import RsvpForm
from coffeecop.public.forms.survey import SurveyForm
from coffeecop.web.promises_shown import newest_kept_at, promises_made_at


def event_page_parts(event: Event) -> dict[str, Any]:
    """Return the forms, and what was done here before; None for what is left out."""
    at_venue = Event.venue_id == event.venue_id
    return {
        "rsvp_form": RsvpForm(formdata=None) if event.takes_rsvps else None,
        "concern_form": new_concern_form(event),
        "survey_form": SurveyForm(formdata=None) if event.takes_survey else None,
        "promise": None if event.is_over else newest_kept_at(event.venue),
        "promises_made": promises_made_at(event) if event.is_over else [],
        "kept": None if event.is_over else newest_with_we_did(at_venue, Event.id != event.id),
    }
