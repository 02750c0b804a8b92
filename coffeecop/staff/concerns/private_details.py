"""The private details in the text of a concern, for the note on its page."""

from typing import NamedTuple

from coffeecop.engine.detectors.personal import OF_OFFICERS, Personal, find_personal
from coffeecop.models import Concern


class PrivateDetail(NamedTuple):
    kind: Personal
    words: str


def private_details(concern: Concern) -> list[PrivateDetail]:
    """Return what the background reading found in the text, each once, in its order."""
    if not concern.has_personal_details:
        return []
    found = [
        PrivateDetail(kind, concern.body[start:end])
        for start, end, kind in find_personal(concern.body)
        if kind not in OF_OFFICERS
    ]
    return list(dict.fromkeys(found))
