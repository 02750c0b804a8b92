"""What in a text somebody of the department should see soon."""

import enum

from coffeecop.readers.emergency import Emergency, find_emergency
from coffeecop.readers.personal import find_personal
from coffeecop.topics.assigning import Text


class Flag(enum.StrEnum):
    SELF_HARM = "self_harm"
    THREAT = "threat"
    EMERGENCY = "emergency"
    PERSONAL_DATA = "personal_data"


def flags_of(text: Text) -> frozenset[Flag]:
    """Return the flags of a text; see `coffeecop.readers` for the rules."""
    dangers = find_emergency(text.body)
    found = {
        Flag.SELF_HARM: Emergency.SELF_HARM in dangers,
        Flag.EMERGENCY: bool(dangers - {Emergency.SELF_HARM}),
        Flag.PERSONAL_DATA: bool(find_personal(text.body)),
    }
    return frozenset(flag for flag, is_found in found.items() if is_found)
