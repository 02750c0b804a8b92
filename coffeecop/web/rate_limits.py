"""Rate limits.

Counters are in this process, or in Redis if several processes share them. While Redis is
unreachable each process counts by itself; no request fails because of it.
"""

import hmac
import secrets
import time
from collections.abc import Callable
from datetime import UTC, date, datetime, timedelta
from functools import lru_cache
from ipaddress import IPv6Address, ip_address, ip_network
from threading import Lock
from typing import Any

from flask import Flask, Response, current_app, request
from flask_limiter import Limiter, RouteLimit
from limits import RateLimitItem, parse_many
from limits.errors import ConfigurationError

from coffeecop.config import UnsafeSetting

# For residents' forms, by sender alone: one sender could use up a limit of an event for everyone.
# High, because everyone at an event shares the café's address.
SENDING_LIMIT = "60 per minute; 600 per hour"
# The script sends the text at each pause in typing.
WRITING_LIMIT = "1200 per minute"
# Short: each request waits for Redis.
REDIS_TIMEOUTS: Any = {"socket_connect_timeout": 0.5, "socket_timeout": 0.5}
SECONDS_BETWEEN_TRIES = 10


class DailyKey:
    """The HMAC key for sender addresses: changes daily, never stored on disk.

    Processes that share counters share a random part, which expires in Redis after a day. It is
    combined with SECRET_KEY, so that a dump of Redis alone reveals no address.
    """

    def __init__(self, secret_key: str, redis: Any = None) -> None:
        self._secret_key = secret_key.encode()
        self._redis = redis
        self._lock = Lock()
        self._day: date | None = None
        self._own = b""
        self._shared: bytes | None = None
        self._next_try = 0.0

    def current_key(self) -> bytes:
        today = datetime.now(UTC).date()
        with self._lock:
            if self._day != today:
                self._day, self._own, self._shared = today, secrets.token_bytes(32), None
            if self._redis and self._shared is None and time.monotonic() >= self._next_try:
                self._shared = self._fetch_shared(today)
            return self._shared or self._own

    def _fetch_shared(self, day: date) -> bytes | None:
        from redis.exceptions import RedisError

        name = f"coffeecop key of {day}"
        try:
            # nx: only the first process sets it.
            self._redis.set(name, secrets.token_hex(32), nx=True, ex=timedelta(days=1))
            random: bytes = self._redis.get(name)
        except RedisError:
            self._next_try = time.monotonic() + SECONDS_BETWEEN_TRIES
            return None
        return hmac.digest(self._secret_key, b"senders " + random, "sha256")


def sender_key() -> str:
    """Return a hash of the sender's address that changes daily."""
    return daily_hash("sender", sender_network())


def sender_network() -> str:
    return network(request.remote_addr or "")


def daily_hash(*names: str) -> str:
    """Return a keyed hash that changes daily, for counters of an address or an account."""
    key = current_app.extensions["daily_key"].current_key()
    return hmac.digest(key, "\0".join(names).encode(), "sha256").hex()[:32]


def network(address: str) -> str:
    """Return the IPv4 address or the IPv6 /64: one sender can use any address of a /64."""
    try:
        ip = ip_address(address)
    except ValueError:
        return address
    if not isinstance(ip, IPv6Address):
        return str(ip)
    return str(ip.ipv4_mapped or ip_network((ip, 64), strict=False))


limiter = Limiter(
    key_func=sender_key,
    strategy="fixed-window",
    in_memory_fallback_enabled=True,
    # Redis may fail between counting and answering.
    swallow_errors=True,
)


def form_limit(give_back: Callable[..., Response]) -> RouteLimit:
    """Limit the sending of a form; `give_back` is called as the view is, beyond the limit."""
    return limiter.limit(
        SENDING_LIMIT, on_breach=lambda _limit: give_back(**(request.view_args or {}))
    )


def init_app(app: Flask) -> None:
    url = app.config["REDIS_URL"]
    app.config["RATELIMIT_STORAGE_URI"] = url or "memory://"
    app.config["RATELIMIT_STORAGE_OPTIONS"] = REDIS_TIMEOUTS if url else {}
    try:
        limiter.init_app(app)
        redis = _redis(url) if url else None
    except (ConfigurationError, ValueError):
        raise UnsafeSetting(
            "REDIS_URL must look like redis://cache.example.gov:6379, and needs one more package: "
            ".venv/bin/pip install redis"
        ) from None
    app.extensions["daily_key"] = DailyKey(app.config["SECRET_KEY"], redis)


def _redis(url: str) -> Any:
    from redis import Redis

    return Redis.from_url(url, **REDIS_TIMEOUTS)


def is_within(limits: str, *names: str, cost: int = 1) -> bool:
    """Return whether one more is allowed, without counting it.

    `limits` has the form "60 per minute; 600 per hour".
    """
    return _apply(limiter.limiter.test, limits, *names, cost=cost)


def count(limits: str, *names: str, cost: int = 1) -> bool:
    """Count one more and return whether it is within the limits."""
    return _apply(limiter.limiter.hit, limits, *names, cost=cost)


def _apply(method: Any, limits: str, *names: str, cost: int = 1) -> bool:
    if not limiter.enabled:
        return True
    try:
        # A list, so that every limit is counted even after one is exceeded.
        return all([method(limit, *names, cost=cost) for limit in parsed(limits)])
    except limiter.storage.base_exceptions:
        return True


@lru_cache
def parsed(limits: str) -> list[RateLimitItem]:
    return parse_many(limits)
