"""How many seats of one event one sender may take."""

from collections.abc import Iterator
from contextlib import contextmanager

from coffeecop.models import Event
from coffeecop.models.rsvp import LARGEST_PARTY
from coffeecop.web.rate_limits import count, is_within, sender_key


class ManySeatsFromHere(Exception):
    """This sender has taken as many seats of the event today as one may."""


@contextmanager
def seat_limit(event: Event, seats: int) -> Iterator[None]:
    """Count seats where they are few: a fifth of them in a day, and always one largest party.

    Raises ManySeatsFromHere, before they are taken or where others took some at the same moment.
    """
    if event.capacity is None or seats <= 0:
        yield
        return
    limit = f"{max(LARGEST_PARTY, event.capacity // 5)} per day"
    names = ("seats", str(event.id), sender_key())
    if not is_within(limit, *names, cost=seats):
        raise ManySeatsFromHere
    yield
    if not count(limit, *names, cost=seats):
        raise ManySeatsFromHere
