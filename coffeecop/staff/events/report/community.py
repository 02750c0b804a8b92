"""Whom the department heard, by language and by area, beside their shares of the community."""

from collections import Counter, defaultdict
from collections.abc import Mapping, Sequence
from typing import NamedTuple

from sqlalchemy import select

from coffeecop.db import db
from coffeecop.engine.areas import AreaFinder
from coffeecop.models import (
    CommunityShare,
    Concern,
    ConcernMention,
    Event,
    Language,
    MentionKind,
    ShareKind,
)
from coffeecop.models.concern.conditions import in_event_stream
from coffeecop.staff.events.report.figures import (
    LARGEST_SMALL,
    Heard,
    Protected,
    heard,
    protect_row,
)

# Of each kind the largest, so that the report stays on one page.
MOST_LANGUAGES, MOST_AREAS = 6, 7


class Community(NamedTuple):
    """Shares beside whom the department heard; None: too few concerns to tell."""

    heard: Sequence[Heard] | None
    # Languages that the pages do not have.
    uncounted: Sequence[str] = ()
    # About how many concerns name a place in one of the areas.
    placed: int = 0


def by_language(sent: Counter[Language], shares: Sequence[CommunityShare]) -> Community | None:
    """Compare the languages of the concerns; None without shares."""
    own = [share for share in shares if share.kind is ShareKind.LANGUAGE]
    if not own:
        return None
    counts = protect_row([sent[language] for language in Language])
    shown = dict(zip(Language, counts, strict=True)) if counts else {}
    of_pages = [share for share in own if share.name in shown]
    found = [
        heard(share.name, share.percent, shown[Language(share.name)], sent.total())
        for share in of_pages
    ]
    uncounted = [share.name for share in own if share.name not in set(Language)]
    return Community(found if counts else None, uncounted[:MOST_LANGUAGES])


def areas_named(
    event: Event, places: Mapping[int, str | None], shares: Sequence[CommunityShare]
) -> list[set[str]]:
    """Return the areas that each concern names, of those that name any.

    `places`: what residents wrote as the place, by the ids of all concerns.
    """
    areas = [share for share in shares if share.kind is ShareKind.AREA]
    finder = AreaFinder({area.name: (area.place_names or "").splitlines() for area in areas})
    keys: dict[int, list[str]] = defaultdict(list)
    for concern_id, key in db.session.execute(
        select(ConcernMention.concern_id, ConcernMention.key)
        .join(ConcernMention.concern)
        .where(
            Concern.event_id == event.id,
            in_event_stream(),
            ConcernMention.kind == MentionKind.PLACE,
        )
    ):
        keys[concern_id].append(key)
    found = [finder.areas_of(place, keys.get(each, ())) for each, place in places.items()]
    return [named for named in found if named]


def by_area(
    named: Sequence[set[str]], concerns: int, shares: Sequence[CommunityShare]
) -> Community | None:
    """Compare the areas that the concerns name; None without shares."""
    areas = [share for share in shares if share.kind is ShareKind.AREA]
    if not areas:
        return None
    compared, others = areas[:MOST_AREAS], {area.name for area in areas[MOST_AREAS:]}
    row = [sum(area.name in each for each in named) for area in compared]
    elsewhere = [sum(bool(each & others) for each in named)] if others else []
    shown = protect_row([concerns - len(named), *row, *elsewhere])
    if shown is None or shown[0] is Protected.HIDDEN:
        return Community(None)
    nowhere, *counts = shown
    # At least so many name a place; exact unless few do not.
    placed = concerns - (LARGEST_SMALL if nowhere is Protected.FEW else int(nowhere))
    found = [
        heard(area.name, area.percent, count, placed)
        for area, count in zip(compared, counts, strict=False)
    ]
    return Community(found, placed=placed)
