"""The event page, kept ready-made: it is the same for everyone but for the keys of its forms."""

import re
from collections.abc import Callable
from dataclasses import dataclass
from datetime import datetime, timedelta

from flask import abort
from sqlalchemy import bindparam, select

from coffeecop.db import db, now
from coffeecop.forms import new_form_key
from coffeecop.models import Event, EventStatus, Installation, Language

# Backstop for a change that the number in the database does not tell of.
LONGEST_KEPT = timedelta(minutes=1)
MOST_KEPT = 200
FORM_KEY = re.compile(r'(name="form_key" type="hidden" value=")[\w.-]+')

VERSION = (
    select(
        Installation.content_version,
        Event.seats_taken,
        Event.capacity,
        Event.starts_at,
        Event.ends_at,
    )
    .select_from(Installation)
    .join(Event, Event.slug == bindparam("slug"))
    .where(Event.status != EventStatus.DRAFT)
)

Version = tuple[int, int]
# When what the page offers changes by itself.
Turns = tuple[datetime, datetime]


@dataclass
class KeptPage:
    version: Version
    until: datetime
    # The page, cut where a form's key goes.
    parts: list[str]

    def with_new_keys(self) -> str:
        html = [self.parts[0]]
        for part in self.parts[1:]:
            html += (new_form_key(), part)
        return "".join(html)


_kept: dict[tuple[str, Language], KeptPage] = {}


def ready_made_page(slug: str, language: Language, make: Callable[[], str]) -> str:
    """Return the page, made anew when something on it has changed or the event begins or ends."""
    version, turns = _current_version(slug)
    page = _kept.get((slug, language))
    if page is None or page.version != version or page.until <= now():
        page = _keep(slug, language, version, turns, make())
    return page.with_new_keys()


def _current_version(slug: str) -> tuple[Version, Turns]:
    """Return what changes with the content and the seats, in one statement. 404 for a draft."""
    found = db.session.execute(VERSION, {"slug": slug}).one_or_none() or abort(404)
    # Only where there is a capacity does the page tell how many seats are left.
    seats_taken = 0 if found.capacity is None else found.seats_taken
    return (found.content_version, seats_taken), (found.starts_at, found.ends_at)


def _keep(slug: str, language: Language, version: Version, turns: Turns, html: str) -> KeptPage:
    if len(_kept) >= MOST_KEPT:
        _kept.clear()
    until = min([now() + LONGEST_KEPT, *(turn for turn in turns if turn > now())])
    page = KeptPage(version, until, FORM_KEY.sub(r"\1\0", html).split("\0"))
    _kept[slug, language] = page
    return page
