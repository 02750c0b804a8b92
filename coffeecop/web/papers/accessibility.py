"""How far the program meets WCAG 2.2 and Section 508, by criterion, and what it lacks."""

import tomllib
from collections.abc import Mapping, Sequence
from datetime import date
from functools import cache
from pathlib import Path
from typing import Any

from coffeecop.models import Agency
from coffeecop.parts import links_of
from coffeecop.parts.resident_links import Lack

CRITERIA = Path(__file__).with_suffix(".toml")
LAST_RUN = Path(__file__).with_name("accessibility_run.toml")
SUPPORTS = "supports"
IN_PART = "partially-supports"
NOT_APPLICABLE = "not-applicable"


def statement(agencies: Sequence[Agency]) -> dict[str, Any]:
    """Return how many criteria of WCAG apply and are met in part only, and what parts lack.

    Of parts that a department has on: others have no page.
    """
    chapters = read_criteria()["chapters"]
    levels = [level_of(each) for name in list(chapters)[:2] for each in chapters[name]]
    return {
        "criteria": len(levels) - levels.count(NOT_APPLICABLE),
        "in_part": levels.count(IN_PART),
        "last_run": last_run(),
        "lacks": list(dict.fromkeys(lack for each in agencies for lack in links_of(each, Lack))),
    }


def last_run() -> date:
    """Return the day on which the tests last ran, each of them."""
    return date.fromisoformat(tomllib.loads(LAST_RUN.read_text())["ran_on"])


@cache
def read_criteria() -> dict[str, Any]:
    return tomllib.loads(CRITERIA.read_text())


def level_of(criterion: Mapping[str, Any]) -> str:
    return IN_PART if lacks_of(criterion) else str(criterion.get("level", SUPPORTS))


def lacks_of(criterion: Mapping[str, Any]) -> list[Lack]:
    return [each for each in links_of(None, Lack) if each.criterion == criterion["num"]]
