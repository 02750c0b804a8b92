"""What an event's page shows besides the event, for residents and in the preview of a draft."""

from typing import Any

from coffeecop.models import Event
from coffeecop.models.event import newest_with_we_did
from coffeecop.public.forms.concern import new_concern_form
from coffeecop.public.forms.rsvp import RsvpForm
from coffeecop.public.forms.survey import SurveyForm
from coffeecop.web.came_of_it import came_of_it
from coffeecop.web.promises_shown import newest_kept_at


def event_page_parts(event: Event) -> dict[str, Any]:
    """Return the forms, and what was done here before; None for what is left out."""
    # After the event the survey comes first, and the form has a page of its own.
    has_been = event.is_over and event.is_published
    at_venue = Event.venue_id == event.venue_id
    return {
        "rsvp_form": RsvpForm(formdata=None) if event.takes_rsvps else None,
        "concern_form": None if has_been else new_concern_form(event),
        "survey_form": SurveyForm(formdata=None) if has_been and event.takes_survey else None,
        "promise": None if event.is_over else newest_kept_at(event.venue),
        "pairs": came_of_it(event),
        "kept": None if event.is_over else newest_with_we_did(at_venue, Event.id != event.id),
    }
