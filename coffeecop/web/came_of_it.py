"""What is left of it until the report reads matters."""

from typing import Any, NamedTuple

from coffeecop.models import Event


class Pair(NamedTuple):
    asked: str
    did: str
    language: str
    promise: Any = None
    answer: Any = None


def came_of_it(event: Event) -> list[Pair]:
    return []
