"""How often somebody has sent something of late: in this process, or where machines share it."""

import logging
import time
from collections.abc import Callable
from threading import Lock
from typing import Any, TypeVar

from limits.storage import Storage

SECONDS_BETWEEN_SWEEPS = 60
SECONDS_BETWEEN_TRIES = 10

logger = logging.getLogger("coffeecop.web.counters")
Answer = TypeVar("Answer")


class Counters(Storage):
    """Counts that end by themselves.

    The library's own kind looks through all of them, in a new thread, up to a hundred times a
    second: at a thousand senders that costs more than what they send.
    """

    STORAGE_SCHEME = ["counters"]

    def __init__(
        self, uri: str | None = None, wrap_exceptions: bool = False, **options: Any
    ) -> None:
        super().__init__(uri, wrap_exceptions=wrap_exceptions, **options)
        self._lock = Lock()
        # How many, and until when they count.
        self._counts: dict[str, tuple[int, float]] = {}
        self._next_sweep = 0.0

    @property
    def base_exceptions(self) -> type[Exception]:
        return ValueError

    def incr(self, key: str, expiry: float, amount: int = 1) -> int:
        now = time.time()
        with self._lock:
            if now >= self._next_sweep:
                self._sweep(now)
            count, ends = self._counts.get(key, (0, 0.0))
            if ends <= now:
                count, ends = 0, now + expiry
            self._counts[key] = (count + amount, ends)
        return count + amount

    def get(self, key: str) -> int:
        count, ends = self._counts.get(key, (0, 0.0))
        return count if ends > time.time() else 0

    def get_expiry(self, key: str) -> float:
        return self._counts.get(key, (0, time.time()))[1]

    def check(self) -> bool:
        return True

    def reset(self) -> int | None:
        with self._lock:
            forgotten = len(self._counts)
            self._counts.clear()
        return forgotten

    def clear(self, key: str) -> None:
        with self._lock:
            self._counts.pop(key, None)

    def _sweep(self, now: float) -> None:
        self._counts = {key: kept for key, kept in self._counts.items() if kept[1] > now}
        self._next_sweep = now + SECONDS_BETWEEN_SWEEPS


class SharedCounters(Counters):
    """Counts that several machines share. While their place cannot be reached, this process counts
    by itself: nobody is refused for it, and no form is lost.
    """

    def __init__(self, shared: Storage) -> None:
        super().__init__()
        self._shared = shared
        self._is_reached = True
        # Asked again now and then only: a place that does not answer keeps each request waiting.
        self._next_try = 0.0

    def incr(self, key: str, expiry: float, amount: int = 1) -> int:
        own = super().incr
        return self._ask(
            lambda: self._shared.incr(key, int(expiry), amount), lambda: own(key, expiry, amount)
        )

    def get(self, key: str) -> int:
        own = super().get
        return self._ask(lambda: self._shared.get(key), lambda: own(key))

    def _ask(self, shared: Callable[[], Answer], own: Callable[[], Answer]) -> Answer:
        if time.time() < self._next_try:
            return own()
        try:
            answer = shared()
        except self._shared.base_exceptions:
            self._next_try = time.time() + SECONDS_BETWEEN_TRIES
            if self._is_reached:
                logger.exception("rate limits are not shared: REDIS_URL cannot be reached")
            self._is_reached = False
            return own()
        self._is_reached = True
        return answer
