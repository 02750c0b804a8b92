"""Find the areas of a town that a concern is about, by the places in them."""

import re
from collections.abc import Iterable, Mapping

from coffeecop.engine.places import places_of
from coffeecop.engine.text import fold_line


class AreaFinder:
    """Knows areas by the names of streets, parks and other places in them."""

    def __init__(self, places_by_area: Mapping[str, Iterable[str]]) -> None:
        self._keys: dict[str, set[str]] = {}
        self._names: dict[str, re.Pattern[str]] = {}
        for area, places in places_by_area.items():
            names = {fold_line(place) for place in places} - {""}
            self._keys[area] = names.union(*map(_keys_of, places))
            # Longer than the streets that it may begin like.
            joined = "|".join(re.escape(name) for name in sorted(names, key=len, reverse=True))
            self._names[area] = re.compile(rf"(?<!\w)(?:{joined or '(?!)'})(?!\w)")

    def areas_of(self, place: str | None, keys: Iterable[str]) -> set[str]:
        """Return the areas of what a resident wrote as the place, and of places in the text."""
        found = set(keys) | _keys_of(place or "")
        # The streets of a corner.
        found |= {street for key in found for street in key.split(" and ")}
        written = fold_line(place or "")
        return {
            area
            for area, own in self._keys.items()
            if found & own or self._names[area].search(written)
        }


def _keys_of(place: str) -> set[str]:
    return {found.key for found in places_of(place)}
