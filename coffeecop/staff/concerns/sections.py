"""What parts add to the page of a concern."""

from typing import Any

from coffeecop.models import Concern
from coffeecop.parts import links_of
from coffeecop.parts.links import ConcernLink, ConcernSection


def sections_of(concern: Concern) -> dict[str, Any]:
    """Return sections above and below the answer, with what they show, and ways to pass it on."""
    agency = concern.event.agency
    sections = links_of(agency, ConcernSection)
    shown = {each.template: each.values(concern) for each in sections}
    above = [each.template for each in sections if each.comes_first(shown[each.template])]
    return {
        **{name: value for values in shown.values() for name, value in values.items()},
        "sections_above": above,
        "sections_below": [template for template in shown if template not in above],
        "ways_on": [each for each in links_of(agency, ConcernLink) if each.is_open(concern)],
    }


def reply_of(concern: Concern, reply_id: int | None) -> str | None:
    """Return with what an answer begins that uses a reply which a part has."""
    if reply_id is None:
        return None
    sections = links_of(concern.event.agency, ConcernSection)
    return next((text for each in sections if (text := each.reply(concern, reply_id))), None)
