"""What helps who does not read the language of a concern. Nothing is translated."""

from collections.abc import Collection
from typing import NamedTuple

from coffeecop.models import Concern, StaffMember
from coffeecop.staff.concerns.language import spanish_speakers, wrote_spanish
from coffeecop.web.i18n import current_language


class Foreign(NamedTuple):
    """Of a concern in another language, a colleague who speaks it."""

    speaker: StaffMember | None


def foreign(
    concern: Concern, reader: StaffMember, people: Collection[StaffMember]
) -> Foreign | None:
    """Return what to show beside a text that is not in the language that somebody reads."""
    if (concern.text_language or concern.language) is current_language():
        return None
    others = [each for each in people if each.id not in (reader.id, concern.assigned_to_id)]
    speakers = spanish_speakers(others, reader.agency_id) if wrote_spanish(concern) else []
    return Foreign(speakers[0] if speakers else None)
