"""What is taken out of a concern before it leaves the department: all that may tell who sent it."""

import re
from collections.abc import Iterator

from coffeecop.engine.detectors.names import find_names
from coffeecop.engine.detectors.personal import NAME, OF_OFFICERS, Personal, find_personal
from coffeecop.engine.text import Span, replace_spans
from coffeecop.models import Concern, Contact

REMOVED = "[removed]"
# The job may need an address or an officer's name, so an officer may put these back.
MAY_BE_PUT_BACK = OF_OFFICERS | {Personal.ADDRESS}
SHORTEST_NAME = 3
OWN_NAME = re.compile(
    rf"\b(?:[Mm]y name is|[Mm]y name's|[Tt]his is|I am|I'm|I’m|[Mm]e llamo|[Mm]i nombre es|[Ss]oy"
    rf"|[Ss]igned|[Ss]incerely|[Aa]tentamente|[Gg]racias|[Tt]hank you|[Tt]hanks),?\s+"
    rf"(?P<name>{NAME}(?: {NAME}){{0,3}})"
)


def stripped(concern: Concern) -> str:
    """Return the text and the place for a partner, without what may tell who sent it."""
    texts = [text for text in (concern.body, concern.place) if text]
    return "\n\n".join(
        replace_spans(text, ((span, REMOVED) for span in _all_spans(text, concern.contact)))
        for text in texts
    )


def identifying(text: str, contact: Contact | None) -> list[str]:
    """Return the words of a text that may not leave the department, each once."""
    found = [
        *(
            (each.start, each.end)
            for each in find_personal(text)
            if each.kind not in MAY_BE_PUT_BACK
        ),
        *_own_details(text, contact),
    ]
    return list(dict.fromkeys(text[start:end] for start, end in sorted(found)))


def _all_spans(text: str, contact: Contact | None) -> list[Span]:
    return [
        *((each.start, each.end) for each in find_personal(text)),
        *find_names(text),
        *(found.span("name") for found in OWN_NAME.finditer(text)),
        *_own_details(text, contact),
    ]


def _own_details(text: str, contact: Contact | None) -> Iterator[Span]:
    """Yield where the text repeats what the resident left to be reached."""
    if contact is None:
        return
    names = [word for word in (contact.name or "").split() if len(word) >= SHORTEST_NAME]
    for words in (*names, contact.email, contact.phone):
        if words:
            pattern = rf"(?<!\w){re.escape(words)}(?!\w)"
            yield from (found.span() for found in re.finditer(pattern, text, re.IGNORECASE))
