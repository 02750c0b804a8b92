"""Values in the addresses of staff pages: ids as in 7-5-2, and choices."""

import enum
from collections.abc import Iterable
from typing import TypeVar

from werkzeug.datastructures import MultiDict

from coffeecop.web.security import parse_id

# Concerns that a person picks at a time: more make an address too long.
MOST_PICKED = 60
# Concerns that are changed in one step: of more, nobody reads what they change.
MOST_AT_ONCE = 100

Choice = TypeVar("Choice", bound=enum.StrEnum)


def parse_ids(text: str) -> tuple[int, ...]:
    """Parse one id, or several as in 7-5-2."""
    ids = dict.fromkeys(map(parse_id, text.split("-")))
    return tuple(found for found in ids if found is not None)


def join_ids(ids: Iterable[int]) -> str:
    return "-".join(map(str, ids))


def picked_ids(args: MultiDict[str, str]) -> tuple[int, ...]:
    """Return the concerns that a person has ticked: ?like=7&like=5, or ?like=7-5."""
    return parse_ids("-".join(args.getlist("like")))


def parse_choice(choices: type[Choice], text: str | None) -> Choice | None:
    return choices(text) if text in list(choices) else None
