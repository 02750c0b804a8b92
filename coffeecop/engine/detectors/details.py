"""Find what tells who it was in a note: names and personal details.

Names cannot be found reliably, so this only serves to ask whoever types the note.
"""

from collections.abc import Collection, Iterator

from coffeecop.engine.detectors.names import find_names
from coffeecop.engine.detectors.personal import find_personal
from coffeecop.engine.text import replace_spans

PLACEHOLDER = "[…]"


def details_in(text: str) -> list[str]:
    """Return the words that may tell who it was, each once, in their order."""
    return list(dict.fromkeys(text[start:end] for start, end in _spans(text)))


def without_details(text: str) -> str:
    return replace_spans(text, ((span, PLACEHOLDER) for span in _spans(text)))


def _spans(text: str) -> Iterator[tuple[int, int]]:
    found: Collection[tuple[int, int]] = [
        *((each.start, each.end) for each in find_personal(text)),
        *find_names(text),
    ]
    last = 0
    for start, end in sorted(found):
        if start >= last:
            last = end
            yield start, end
