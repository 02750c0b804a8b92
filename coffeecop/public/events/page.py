"""The event page, kept ready-made: it is the same for everyone but for the keys of its forms."""

import re
import struct
import zlib
from collections.abc import Callable
from dataclasses import dataclass
from datetime import datetime
from functools import lru_cache

from flask import Response, abort, request
from sqlalchemy import bindparam, select
from werkzeug.datastructures import Accept
from werkzeug.http import parse_accept_header

from coffeecop.db import db
from coffeecop.models import Event, EventStatus, Installation, Language
from coffeecop.web.forms import new_form_key
from coffeecop.web.response_cache import Shelf

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


GZIP_HEADER = bytes([0x1F, 0x8B, 8, 0, 0, 0, 0, 0, 0, 0xFF])
LAST_BLOCK = b"\x03\x00"


@dataclass(frozen=True)
class KeptPage:
    # The page, cut where a form's key goes; then the same, each part compressed by itself.
    parts: list[bytes]
    deflated: list[bytes]

    @classmethod
    def of(cls, html: str) -> "KeptPage":
        parts = FORM_KEY.sub(r"\1\0", html).encode().split(b"\0")
        return cls(parts, [_deflate(part) for part in parts])

    def answer(self, *, gzip: bool) -> Response:
        """Return the page with keys of its own, compressed where the reader takes that."""
        keys = [new_form_key().encode() for _form in self.parts[1:]]
        html = _laced(self.parts, keys)
        response = Response(_gzip(html, self.deflated, keys) if gzip else html)
        if gzip:
            response.content_encoding = "gzip"
        response.vary.add("Accept-Encoding")
        return response


def _laced(parts: list[bytes], keys: list[bytes]) -> bytes:
    laced = [parts[0]]
    for key, part in zip(keys, parts[1:], strict=True):
        laced += (key, part)
    return b"".join(laced)


def _gzip(html: bytes, deflated: list[bytes], keys: list[bytes]) -> bytes:
    """Put parts that are compressed already together (RFC 1951 and 1952): the keys go in as blocks
    that are merely stored, so that nothing is compressed on the way of a request.
    """
    stored = [struct.pack("<BHH", 0, len(key), len(key) ^ 0xFFFF) + key for key in keys]
    end = struct.pack("<II", zlib.crc32(html), len(html))
    return GZIP_HEADER + _laced(deflated, stored) + LAST_BLOCK + end


def _deflate(part: bytes) -> bytes:
    compressor = zlib.compressobj(9, zlib.DEFLATED, -zlib.MAX_WBITS)
    # A flush ends on a whole byte, where another part can begin.
    return compressor.compress(part) + compressor.flush(zlib.Z_FULL_FLUSH)


_shelf: Shelf[KeptPage] = Shelf()


def ready_made_page(slug: str, language: Language, make: Callable[[], str]) -> Response:
    """Return the page, made anew when something on it has changed or the event begins or ends."""
    version, turns = _current_version(slug)
    page = _shelf.get(
        (slug, language), version=version, turns=turns, make=lambda: KeptPage.of(make())
    )
    return page.answer(gzip=_takes_gzip(request.headers.get("Accept-Encoding", "")))


@lru_cache
def _takes_gzip(accepted: str) -> bool:
    # Browsers say the same few things, and it takes a while to understand them.
    return parse_accept_header(accepted, Accept).quality("gzip") > 0


def _current_version(slug: str) -> tuple[Version, Turns]:
    """Return what changes with the content and the seats, in one statement. 404 for a draft."""
    with db.engine.connect().execution_options(one_select=True) as connection:
        found = connection.execute(VERSION, {"slug": slug}).one_or_none() or abort(404)
    # Only where there is a capacity does the page tell how many seats are left.
    seats_taken = 0 if found.capacity is None else found.seats_taken
    return (found.content_version, seats_taken), (found.starts_at, found.ends_at)
