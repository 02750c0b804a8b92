"""What came of an event, as pairs: what people asked, and what was done about it."""

import re
from collections.abc import Iterator, Sequence
from typing import NamedTuple

from coffeecop.models.answers import PublicAnswer, published_answers
from coffeecop.models.event import Event, newest_with_we_did
from coffeecop.models.promise import Promise, PromiseStatus
from coffeecop.web.i18n import localized, text_language
from coffeecop.web.promises_shown import promises_made_at

# As staff write it: "You said: ... We did: ...", or "You asked: ...?" and the answer.
WRITTEN_PAIR = re.compile(
    r"(?:(?:you (?:said|told us)|(?:nos|ustedes) dijeron):(?P<said>.+?)"
    r"(?:we did|(?:(?:qué|nosotros) )?hicimos):(?P<did>.+)"
    r"|(?:you asked|nos preguntaron):(?P<asked>.+?\?)(?P<answer>.+))",
    re.IGNORECASE | re.DOTALL,
)


class Pair(NamedTuple):
    """`asked` is empty where staff wrote only what they did."""

    asked: str
    did: str
    language: str
    promise: Promise | None = None
    answer: PublicAnswer | None = None


def came_of_it(event: Event) -> list[Pair]:
    """Return promises that were kept, then what staff wrote, then the other promises."""
    if not (event.is_published and event.is_over):
        return []
    promises = promises_made_at(event)
    kept = [each for each in promises if each.status is PromiseStatus.KEPT]
    others = [each for each in promises if each not in kept]
    written = _written(event, promises) if event.we_did_is_published else ()
    return [*map(_of_promise, kept), *written, *map(_of_promise, others)]


def newest_came_of_it() -> tuple[Event | None, list[Pair]]:
    """Return the last event whose "You said, we did" is published, and its pairs."""
    event = newest_with_we_did()
    return event, came_of_it(event) if event else []


def _of_promise(promise: Promise) -> Pair:
    asked = localized(promise.topic, "name") if promise.topic else ""
    return Pair(asked, localized(promise, "public"), text_language(promise, "public"), promise)


def _written(event: Event, promises: Sequence[Promise]) -> Iterator[Pair]:
    language = text_language(event, "we_did")
    told = [localized(promise, "public").rstrip(".") for promise in promises]
    answers = {localized(each, "question"): each for each in published_answers(event.agency_id)}
    for paragraph in localized(event, "we_did").split("\n\n"):
        # What is a promise has its own line.
        if any(text in paragraph for text in told):
            continue
        answer = next((answers[each] for each in answers if each in paragraph), None)
        found = WRITTEN_PAIR.fullmatch(paragraph.strip())
        asked, did = [part.strip() for part in found.groups() if part] if found else ("", paragraph)
        yield Pair(asked, did[:1].upper() + did[1:], language, answer=answer)
