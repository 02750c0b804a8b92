"""Parsers for the fields of an imported concern. They raise Invalid."""

import enum
import json
from collections.abc import Callable, Iterable
from datetime import datetime
from functools import partial
from typing import Any

from coffeecop.models import Concern, ConcernStatus, Kind, Language, Phase
from coffeecop.models.concern.parts import LONGEST_BODY, SIMPLE

LONGEST_QUOTED = 40
YES = frozenset({"true", "yes", "y", "1", "x", "sí", "si"})
NO = frozenset({"", "false", "no", "n", "0"})


class Invalid(Exception):
    """The message says what is wrong with a line, or with a field: "is blank"."""


def plain_text(value: Any) -> str:
    if value is None:
        return ""
    if not isinstance(value, str):
        raise Invalid(f"is {quoted(value)}; use a text")
    if "\0" in value:
        raise Invalid("holds a NUL character")
    if printable(value) != value:
        raise Invalid("holds half of a character (a lone surrogate)")
    return value.strip()


def _body(value: Any) -> str:
    body = plain_text(value)
    if not body:
        raise Invalid("is blank")
    return _at_most(LONGEST_BODY, body)


def _place(value: Any) -> str | None:
    # SQLite does not enforce the column's length.
    return _at_most(Concern.place.type.length, plain_text(value)) or None


def _at_most(longest: int, text: str) -> str:
    if len(text) > longest:
        raise Invalid(f"has {len(text):,} letters; the most is {longest:,}")
    return text


def _choice(default: enum.StrEnum, value: Any) -> enum.StrEnum:
    return _member(type(default), value) or default


def _status(value: Any) -> enum.StrEnum:
    return _member(SIMPLE, value) or ConcernStatus.NEW


def _member(choices: Iterable[enum.StrEnum], value: Any) -> enum.StrEnum | None:
    text = plain_text(value)
    if not text:
        return None
    by_value = {choice.value: choice for choice in choices}
    if text.casefold() not in by_value:
        *first, last = by_value
        raise Invalid(f"is {quoted(text)}; use {', '.join(first)} or {last}")
    return by_value[text.casefold()]


def _yes_or_no(value: Any) -> bool:
    text = plain_text(value if value is None or isinstance(value, str) else json.dumps(value))
    if text.casefold() not in YES | NO:
        raise Invalid(f"is {quoted(text)}; use yes or no")
    return text.casefold() in YES


def _date_time(value: Any) -> datetime | None:
    text = plain_text(value)
    if not text:
        return None
    try:
        moment = datetime.fromisoformat(text)
    except ValueError:
        raise Invalid(f"is {quoted(text)}; use a time such as 2026-02-26 12:30") from None
    if moment.year < 1900:
        raise Invalid(f"is {quoted(text)}; that is too long ago")
    return moment


# Fields that are stored under another name; the others under their own.
COLUMNS = {"talk": "wants_talk", "answer": "wants_answer", "about_officer": "is_complaint"}
FIELD_PARSERS: dict[str, Callable[[Any], Any]] = {
    "body": _body,
    "kind": partial(_choice, Kind.CONCERN),
    "phase": partial(_member, Phase),
    "talk": _yes_or_no,
    "answer": _yes_or_no,
    "about_officer": _yes_or_no,
    "place": _place,
    "for_neighbor": _yes_or_no,
    "language": partial(_choice, Language.ENGLISH),
    "status": _status,
    "raised_at": _date_time,
}


def quoted(value: Any) -> str:
    """Return the value quoted for a message: shortened, control characters escaped."""
    text = value if isinstance(value, str) else json.dumps(value)
    return repr(text if len(text) <= LONGEST_QUOTED else f"{text[:LONGEST_QUOTED]}…")


def printable(text: str) -> str:
    return text.encode(errors="replace").decode()
