"""Whom the department heard, by language and by area, beside their shares of the community."""

from collections.abc import Mapping, Sequence
from typing import Any

from sqlalchemy import Row

from coffeecop.engine.areas import AreaFinder
from coffeecop.models import CommunityShare, Language, ShareKind
from coffeecop.staff.events.report.figures import (
    LARGEST_SMALL,
    Heard,
    Protected,
    heard,
    protect_row,
)

# Of each kind the largest, so that the report stays on one page.
MOST_LANGUAGES, MOST_AREAS = 6, 7

Concerns = Sequence[Row[*tuple[Any, ...]]]


def languages_heard(concerns: Concerns, shares: Sequence[CommunityShare]) -> list[Heard]:
    """Compare the languages of the concerns; nothing where too few are in one of them."""
    sent = [sum(each.language == language for each in concerns) for language in Language]
    shown = dict(zip(map(str, Language), protect_row(sent) or (), strict=False))
    return [
        heard(share.name, share.percent, shown[share.name], len(concerns))
        for share in shares
        if share.kind is ShareKind.LANGUAGE and share.name in shown
    ]


def uncounted_languages(shares: Sequence[CommunityShare]) -> list[str]:
    """Return those that the pages do not have."""
    of_languages = (each.name for each in shares if each.kind is ShareKind.LANGUAGE)
    return [name for name in of_languages if name not in set(Language)][:MOST_LANGUAGES]


def areas_heard(
    concerns: Concerns, shares: Sequence[CommunityShare], places: Mapping[int, Sequence[str]]
) -> list[Heard]:
    """Compare the areas that the concerns name; nothing where that would tell of few.

    `places` has what the text of a concern mentions.
    """
    areas = [share for share in shares if share.kind is ShareKind.AREA]
    if not areas:
        return []
    finder = AreaFinder({area.name: (area.place_names or "").splitlines() for area in areas})
    found = (finder.areas_of(each.place, places.get(each.id, ())) for each in concerns)
    named = [each for each in found if each]
    compared, others = areas[:MOST_AREAS], {area.name for area in areas[MOST_AREAS:]}
    row = [sum(area.name in each for each in named) for area in compared]
    elsewhere = [sum(bool(each & others) for each in named)] if others else []
    nowhere, *counts = protect_row([len(concerns) - len(named), *row, *elsewhere]) or [
        Protected.HIDDEN
    ]
    if nowhere is Protected.HIDDEN:
        return []
    # At least so many name a place; exact unless few do not.
    placed = len(concerns) - (LARGEST_SMALL if nowhere is Protected.FEW else int(nowhere))
    return [
        heard(area.name, area.percent, count, placed)
        for area, count in zip(compared, counts, strict=False)
    ]
