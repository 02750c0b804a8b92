"""What the finders of personal details share."""

import re
from collections.abc import Iterator

# Start and end of a detail in a text.
Span = tuple[int, int]


def spans(pattern: re.Pattern[str], text: str, group: int = 0) -> Iterator[Span]:
    yield from (match.span(group) for match in pattern.finditer(text))
