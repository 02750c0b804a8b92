"""Public pages that are the same for everyone, kept until something on them changes."""

import re
from collections.abc import Callable, Hashable
from threading import Lock

from cachetools import TTLCache
from flask import Response, request

from coffeecop.web.forms import new_form_key
from coffeecop.web.i18n import current_language
from coffeecop.web.rendering import wants_fragment

# The time limit is for a change that no version tells of.
_entries: TTLCache[Hashable, str] = TTLCache(maxsize=200, ttl=60)
_lock = Lock()
FORM_KEY = re.compile(r'(?<=name="form_key" type="hidden" value=")[\w.-]+')
PLACEHOLDER = "a new form key"


def cached_page(version: Hashable, make: Callable[[], str]) -> Response:
    """Return the page, made anew where none is kept for this version of what it shows.

    Each copy gets an idempotency key of its own. With a query, which a page may repeat, and for a
    HEAD it is always made anew.
    """
    if request.method != "GET" or request.query_string:
        return Response(make())
    place = (request.host_url, request.path, current_language(), wants_fragment(), version)
    with _lock:
        html = _entries.get(place)
    if html is None:
        html = FORM_KEY.sub(PLACEHOLDER, make())
        with _lock:
            _entries[place] = html
    return Response(html.replace(PLACEHOLDER, new_form_key()))
