"""The response cache for public pages that are the same for everyone."""

import re
from collections.abc import Callable, Hashable
from threading import Lock
from typing import NamedTuple

from cachetools import TTLCache
from flask import Response, make_response, request
from flask.typing import ResponseReturnValue

from coffeecop.models.installation import content_version
from coffeecop.web.assets import public_style
from coffeecop.web.forms import new_form_key
from coffeecop.web.i18n import current_language
from coffeecop.web.rendering import wants_fragment

FORM_KEY = re.compile(rb'(name="form_key"\s+value=")[\w.-]+')
# Indents of templates. What people wrote is in no textarea of a page that is the same for everyone.
INDENTS = re.compile(rb"^\s+", re.MULTILINE)
# In angle brackets, which no text of an escaped page can contain.
PLACEHOLDER = b"<form key>"
STYLE_PLACEHOLDER = b"<style sheet>"
# 3,000 events on one day in both languages, at 18 kB a page.
MOST_BYTES = 110_000_000
# A page that nobody asks for any more gives its memory back.
TEN_MINUTES = 10 * 60


class CachedPage(NamedTuple):
    version: Hashable
    # Without the style sheet, which is in each of them: more pages fit.
    html: bytes


# By address, so that a new version of a page takes the place of the old one.
entries: TTLCache[Hashable, CachedPage] = TTLCache(
    maxsize=MOST_BYTES, ttl=TEN_MINUTES, getsizeof=lambda entry: len(entry.html)
)
lock = Lock()


def cached_site_page(make: Callable[[], ResponseReturnValue]) -> Response:
    """Return a page that changes with what public pages show of any department."""
    return cached_page(content_version(), make)


def cached_page(version: Hashable, make: Callable[[], ResponseReturnValue]) -> Response:
    """Return the page from the cache, or make it if there is no entry for this version.

    The version changes with everything that the page shows, the time too. Each copy gets its own
    form key. HEAD requests, fragments, and requests with a query string, which the page may repeat,
    bypass the cache.
    """
    if request.method != "GET" or request.query_string or wants_fragment():
        return make_response(make())
    address = request.host_url, request.path, current_language()
    with lock:
        entry = entries.get(address)
    if entry is None or entry.version != version:
        made = INDENTS.sub(b"", make_response(make()).get_data())
        html = FORM_KEY.sub(rb"\1" + PLACEHOLDER, made)
        entry = CachedPage(version, html.replace(public_style(), STYLE_PLACEHOLDER))
        with lock:
            entries[address] = entry
    html = entry.html.replace(PLACEHOLDER, new_form_key().encode())
    response = Response(html.replace(STYLE_PLACEHOLDER, public_style()))
    response.vary.add("HX-Request")
    return response
