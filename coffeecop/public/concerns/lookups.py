"""How often receipts may be looked up, and which were right of late.

To look one up costs 25 ms on purpose. Only what is not found counts, so a café may mistype and
look as often as it likes, and nobody gets far among 2^64 receipts. Who has just sent something, or
has looked today, is let in whatever others there try.
"""

from threading import Lock

from cachetools import TTLCache

from coffeecop.web.rate_limits import count, is_within, keyed, sender_key

MISSES_OF_SENDER = "120 per minute"
MISSES_OF_ALL = "600 per minute"

# What is stored of a receipt, by a keyed name of its code.
_recent: TTLCache[str, str] = TTLCache(maxsize=10_000, ttl=24 * 60 * 60)
_lock = Lock()


def recent_hash(code: str) -> str | None:
    with _lock:
        found: str | None = _recent.get(keyed("receipt", code))
    return found


def remember(code: str, receipt_hash: str) -> None:
    with _lock:
        _recent[keyed("receipt", code)] = receipt_hash


def may_look_up() -> bool:
    return is_within(MISSES_OF_ALL, "receipts") and is_within(
        MISSES_OF_SENDER, "receipts", sender_key()
    )


def count_miss() -> None:
    count(MISSES_OF_ALL, "receipts")
    count(MISSES_OF_SENDER, "receipts", sender_key())
