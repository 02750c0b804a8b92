"""What an event's page shows besides the event, for residents and in the preview of a draft."""

from typing import Any

from coffeecop.models import Event, Matter
from coffeecop.models.event.seats import next_if_full
from coffeecop.parts import links_at, sections_at
from coffeecop.parts.links import Spot
from coffeecop.public.forms.concern import ConcernForm
from coffeecop.public.forms.rsvp import RsvpForm
from coffeecop.web.matters_shown import Pair, newest_done, pair_of, pairs_at


def event_page_parts(event: Event) -> dict[str, Any]:
    """Return the forms, and what was done here before; None for what is left out."""
    # After the event what parts ask comes first, and the form has a page of its own.
    has_been = event.is_over and event.is_published
    done = None if event.is_over else newest_done(Matter.venue_id == event.venue_id)
    pairs = shown_pairs(event)
    return {
        "next_event": next_if_full(event),
        "rsvp_form": RsvpForm(formdata=None) if event.takes_rsvps else None,
        "concern_form": None if has_been else ConcernForm(event, formdata=None),
        "done": pair_of(done) if done else None,
        "pairs": pairs,
        "head": sections_at(Spot.HEAD, event.agency, event, pairs).items(),
        "links": links_at(Spot.RESIDENTS, event.agency, event),
        "afterwards": links_at(Spot.AFTERWARDS, event.agency, event),
        "asked_afterwards": sections_at(Spot.AFTERWARDS, event.agency, event).items(),
        "sections_of_parts": sections_at(Spot.EVENT_TELLS, event.agency, event).items(),
    }


def shown_pairs(event: Event) -> list[Pair]:
    """Return what came of it: first what has a photo, which says more than a pill."""
    return sorted(pairs_at(event), key=lambda pair: pair.matter.photo is None)
