"""Reads the rows of a CSV file with a header or of JSON Lines, and parses their fields.

Parsers of fields raise Invalid.
"""

import csv
import enum
import json
from collections.abc import Callable, Iterable, Iterator
from datetime import datetime
from functools import partial
from itertools import chain
from pathlib import Path
from typing import Any, BinaryIO

from coffeecop.engine.text import compose
from coffeecop.models import Concern, ConcernState, Kind, Language, Phase
from coffeecop.models.concern.parts import LONGEST_BODY, OPEN_STATES

LONGEST_QUOTED = 40
YES = frozenset({"true", "yes", "y", "1", "x", "sí", "si"})
NO = frozenset({"", "false", "no", "n", "0"})
MOST_REPORTED_PROBLEMS = 20
# In bytes. The longest body takes 48,000 if every character is an escaped emoji.
LONGEST_LINE = 1024 * 1024
FIELD_ALIASES = {
    "text": "body",
    "lang": "language",
    "for_neighbour": "for_neighbor",
    "status": "state",
}

Fields = dict[str, Any]


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


def _state(value: Any) -> enum.StrEnum:
    return _member((*OPEN_STATES, ConcernState.CLOSED), value) or ConcernState.RECEIVED


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
    return _yes_no_or_not_said(value) or False


def _yes_no_or_not_said(value: Any) -> bool | None:
    text = plain_text(value if value is None or isinstance(value, str) else json.dumps(value))
    if text.casefold() not in YES | NO:
        raise Invalid(f"is {quoted(text)}; use yes or no")
    return text.casefold() in YES if text else None


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
COLUMNS = {"talk": "wants_talk", "answer": "wants_answer"}
FIELD_PARSERS: dict[str, Callable[[Any], Any]] = {
    "body": _body,
    "kind": partial(_choice, Kind.CONCERN),
    "phase": partial(_member, Phase),
    "talk": _yes_or_no,
    "answer": _yes_or_no,
    "about_officer": _yes_no_or_not_said,
    "place": _place,
    "for_neighbor": _yes_or_no,
    "language": partial(_choice, Language.ENGLISH),
    "state": _state,
    "raised_at": _date_time,
}


def quoted(value: Any) -> str:
    """Return the value quoted for a message: shortened, control characters escaped."""
    text = value if isinstance(value, str) else json.dumps(value)
    return repr(text if len(text) <= LONGEST_QUOTED else f"{text[:LONGEST_QUOTED]}…")


def printable(text: str) -> str:
    return text.encode(errors="replace").decode()


class Problems:
    """The errors in a file. Only the first ones are listed, the rest are counted."""

    def __init__(self) -> None:
        self.count = 0
        self._reported: list[str] = []

    def add(self, sentence: str, *, line: int | None = None) -> None:
        self.count += 1
        if self.count <= MOST_REPORTED_PROBLEMS:
            self._reported.append(f"line {line}: {sentence}" if line else sentence)

    def __str__(self) -> str:
        more = self.count - len(self._reported)
        return "\n".join([*self._reported, f"and {more:,} more"] if more else self._reported)


def read_rows(file: BinaryIO, problems: Problems) -> Iterator[tuple[int, Fields]]:
    """Return each valid row's first line number and its fields; add the rest to `problems`."""
    lines = _lines(file, problems)
    first = next(lines, None)
    if first is None:
        return iter(())
    ending = Path(str(file.name)).suffix.casefold()
    is_json = ending == ".jsonl" or (ending != ".csv" and first[1].lstrip().startswith("{"))
    read = _json_rows if is_json else _csv_rows
    return read(chain([first], lines), problems)


def _lines(file: BinaryIO, problems: Problems) -> Iterator[tuple[int, str]]:
    number = 0
    while line := file.readline(LONGEST_LINE + 1):
        number += 1
        if len(line) > LONGEST_LINE:
            problems.add(f"longer than {LONGEST_LINE:,} bytes", line=number)
            return
        if b"\0" in line:
            problems.add("holds a NUL byte; this is not a text file in UTF-8", line=number)
            return
        try:
            yield number, line.decode("utf-8-sig" if number == 1 else "utf-8")
        except UnicodeDecodeError:
            problems.add("not UTF-8; save the file as UTF-8", line=number)
            return


def _json_rows(
    lines: Iterable[tuple[int, str]], problems: Problems
) -> Iterator[tuple[int, Fields]]:
    for number, line in lines:
        if not line.strip():
            continue
        try:
            yield number, _json_fields(line)
        except Invalid as error:
            problems.add(str(error), line=number)


def _json_fields(line: str) -> Fields:
    try:
        fields = json.loads(line, object_pairs_hook=_without_repetition)
    except (ValueError, RecursionError):
        raise Invalid("not JSON; each line must be one JSON object") from None
    if not isinstance(fields, dict):
        raise Invalid(f"{quoted(fields)} is not a JSON object")
    return _without_repetition(zip(field_names(fields), fields.values(), strict=True))


def _without_repetition(pairs: Iterable[tuple[str, Any]]) -> Fields:
    """Return the fields; json.loads alone would silently take the last of two with one name."""
    fields: Fields = {}
    for name, value in pairs:
        if name in fields:
            raise Invalid(f"{quoted(name)} is there twice")
        fields[name] = value
    return fields


def _csv_rows(lines: Iterable[tuple[int, str]], problems: Problems) -> Iterator[tuple[int, Fields]]:
    lines = iter(lines)
    _, header = first = next(lines)
    delimiter = max(",;\t", key=header.count)
    rows = csv.reader((line for _, line in chain([first], lines)), delimiter=delimiter, strict=True)
    number = 1
    try:
        names = field_names(next(rows))
        if problem := _header_problem(names):
            problems.add(problem, line=1)
            return
        number = rows.line_num + 1
        for row in rows:
            if len(row) == len(names):
                yield number, dict(zip(names, row, strict=True))
            elif row:
                problems.add(
                    f"the header has {len(names)} columns, this line has {len(row)}", line=number
                )
            number = rows.line_num + 1
    except csv.Error as error:
        reason = str(error).split(" - ")[0]
        problems.add(f"not CSV from here on ({reason})", line=number)


def _header_problem(names: list[str]) -> str | None:
    # Spreadsheets add unnamed columns at the end.
    repeated = [name for name in names if name and names.count(name) > 1]
    if repeated:
        return f"the header names {quoted(repeated[0])} twice"
    return None if "body" in names else "the header names no column body or text"


def field_names(names: Iterable[str]) -> list[str]:
    """Return the names of columns in the form used for comparison."""
    normalized = (" ".join(compose(name).casefold().split()) for name in names)
    return [FIELD_ALIASES.get(name, name) for name in normalized]
