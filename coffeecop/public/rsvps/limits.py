"""The limit on how many seats of one event one sender may take."""

from collections.abc import Iterator
from contextlib import contextmanager

from coffeecop.models import Event
from coffeecop.models.event.attendance import LARGEST_PARTY
from coffeecop.web.rate_limits import count, is_within, sender_key


class SenderSeatLimitReached(Exception):
    """This sender has taken as many seats of the event today as allowed."""


@contextmanager
def seat_limit(event: Event, seats: int) -> Iterator[None]:
    """Limit one sender to a fifth of an event's seats per day, and at least one largest party.

    Raises SenderSeatLimitReached before the block runs, or after it if a concurrent request
    reached the limit first.
    """
    if event.capacity is None or seats <= 0:
        yield
        return
    limit = f"{max(LARGEST_PARTY, event.capacity // 5)} per day"
    names = ("seats", str(event.id), sender_key())
    if not is_within(limit, *names, cost=seats):
        raise SenderSeatLimitReached
    yield
    if not count(limit, *names, cost=seats):
        raise SenderSeatLimitReached
