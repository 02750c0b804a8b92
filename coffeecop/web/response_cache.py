"""Pages that are the same for many readers, kept for as long as nothing on them has changed."""

from collections.abc import Callable, Hashable, Iterable
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Generic, TypeVar

from coffeecop.db import now

# Backstop for a change that the version does not tell of.
LONGEST_KEPT = timedelta(minutes=1)
MOST_KEPT = 200

Page = TypeVar("Page")


@dataclass(frozen=True)
class Kept(Generic[Page]):
    page: Page
    version: Hashable
    until: datetime


class Shelf(Generic[Page]):
    def __init__(self) -> None:
        self._kept: dict[Hashable, Kept[Page]] = {}

    def get(
        self,
        key: Hashable,
        *,
        version: Hashable,
        turns: Iterable[datetime],
        make: Callable[[], Page],
    ) -> Page:
        """Return the page, made anew when the version is another or one of these moments is past.

        Whatever else the page depends on belongs into the key.
        """
        kept = self._kept.get(key)
        if kept is None or kept.version != version or kept.until <= now():
            until = min([now() + LONGEST_KEPT, *(turn for turn in turns if turn > now())])
            kept = Kept(make(), version, until)
            if len(self._kept) >= MOST_KEPT:
                self._kept.clear()
            self._kept[key] = kept
        return kept.page
