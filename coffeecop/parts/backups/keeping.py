"""Which backups are kept: the newest of 7 days, 5 weeks and 12 months, and none beyond its life."""

import re
from collections.abc import Callable, Iterable
from contextlib import suppress
from datetime import UTC, datetime, timedelta

from dateutil.relativedelta import relativedelta

SUFFIX, ENCRYPTED_SUFFIX = ".backup", ".backup.age"
# A time of fixed width: names in order are times in order.
DATED = "coffeecop-%Y%m%d-%H%M%S"
DATED_NAME = re.compile(r"(coffeecop-[0-9]{8}-[0-9]{6})\.backup(?:\.age)?")
DRAFT_NAME = re.compile(rf"\.{DATED_NAME.pattern}\.partial")
# Another process may still write a newer one.
OLD_DRAFT = timedelta(days=1)
# How many of each period, and which period a time is in.
RULE: tuple[tuple[int, Callable[[datetime], object]], ...] = (
    (7, lambda time: time.date()),
    (5, lambda time: time.isocalendar()[:2]),
    (12, lambda time: (time.year, time.month)),
)


def name_at(time: datetime, *, encrypted: bool) -> str:
    return time.strftime(DATED) + (ENCRYPTED_SUFFIX if encrypted else SUFFIX)


def backups_in(names: Iterable[str]) -> dict[str, datetime]:
    """Return the dated backups among names, the newest first, with their times."""
    found = {}
    for name in sorted(names, reverse=True):
        if match := DATED_NAME.fullmatch(name):
            with suppress(ValueError):
                found[name] = datetime.strptime(match[1], DATED).replace(tzinfo=UTC)
    return found


def not_kept(
    names: Iterable[str], at: datetime, life: relativedelta, *, newest: int | None = None
) -> list[str]:
    """Return which backups go: what the rule does not keep, and what is older than its life.

    With `newest`, that many are kept in the place of the rule.
    """
    times = backups_in(names)
    kept = list(times)[:newest] if newest else _kept_by_rule(times)
    return [name for name, time in times.items() if name not in kept or time < at - life]


def drafts_left(names: Iterable[str], at: datetime) -> list[str]:
    last = (at - OLD_DRAFT).strftime(DATED)
    return [name for name in names if (match := DRAFT_NAME.fullmatch(name)) and match[1] < last]


def _kept_by_rule(times: dict[str, datetime]) -> set[str]:
    kept: set[str] = set()
    for number, period in RULE:
        newest: dict[object, str] = {}
        for name, time in times.items():
            newest.setdefault(period(time), name)
        kept.update(list(newest.values())[:number])
    return kept
