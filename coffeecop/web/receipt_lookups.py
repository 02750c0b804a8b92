"""Rate limits on receipt look-ups, and a cache of codes found in the last 24 hours.

A look-up costs 25 ms by design (Argon2). Only failed look-ups count, so that people who share an
address may mistype often, while guessing among 2^64 receipts stays hopeless. A cached code is never
refused, whatever others at the same address do.
"""

from threading import Lock

from cachetools import TTLCache

from coffeecop.web.rate_limits import count, daily_hash, is_within, sender_key

MISSES_OF_SENDER = "120 per minute"
MISSES_OF_ALL = "600 per minute"

# Receipt hashes by the daily hash of the code, so that the cache holds no code.
_hashes: TTLCache[str, str] = TTLCache(maxsize=10_000, ttl=24 * 60 * 60)
_lock = Lock()


def cached_hash(code: str) -> str | None:
    with _lock:
        found: str | None = _hashes.get(daily_hash("receipt", code))
    return found


def cache_hash(code: str, receipt_hash: str) -> None:
    with _lock:
        _hashes[daily_hash("receipt", code)] = receipt_hash


def is_lookup_allowed() -> bool:
    return is_within(MISSES_OF_ALL, "receipts") and is_within(
        MISSES_OF_SENDER, "receipts", sender_key()
    )


def count_miss() -> None:
    count(MISSES_OF_ALL, "receipts")
    count(MISSES_OF_SENDER, "receipts", sender_key())
