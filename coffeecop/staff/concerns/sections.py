"""What parts add to the page of a concern."""

from typing import Any

from coffeecop.models import Concern
from coffeecop.parts import facts_at, links_at, sections_at
from coffeecop.parts.links import Spot


def sections_of(concern: Concern) -> dict[str, Any]:
    """Return sections above and below the answer, with what they show, and ways to pass it on."""
    agency = concern.event.agency
    shown = sections_at(Spot.CONCERN, agency, concern)
    above = [template for template, values in shown.items() if values.get("comes_first")]
    return {
        **{name: value for values in shown.values() for name, value in values.items()},
        "sections_above": above,
        "sections_below": [template for template in shown if template not in above],
        "ways_on": links_at(Spot.CONCERN, agency, concern),
    }


def reply_of(concern: Concern, reply_id: int | None) -> str | None:
    """Return with what an answer begins that uses a reply which a part has."""
    if reply_id is None:
        return None
    replies = facts_at(Spot.ANSWER, concern.event.agency, concern, reply_id)
    return next((str(text) for _name, text in replies), None)
