"""The response cache for public pages that are the same for everyone."""

import re
from collections.abc import Callable, Hashable
from threading import Lock

from cachetools import TTLCache, cached
from flask import Response, make_response, request
from flask.typing import ResponseReturnValue

from coffeecop.db import now
from coffeecop.web.forms import new_form_key
from coffeecop.web.i18n import current_language
from coffeecop.web.rendering import wants_fragment

FORM_KEY = re.compile(rb'(?<=name="form_key" type="hidden" value=")[\w.-]+')
# In angle brackets, which no text of an escaped page can contain.
PLACEHOLDER = b"<form key>"
# 3,000 events in a minute at 50 kB; a town's take five.
MOST_BYTES = 150_000_000


def cached_page(version: Hashable, make: Callable[[], ResponseReturnValue]) -> Response:
    """Return the page from the cache, or make it if there is no entry for this version and minute.

    Each copy gets its own form key. HEAD requests, fragments, and requests with a query string,
    which the page may repeat, bypass the cache.
    """
    if request.method != "GET" or request.query_string or wants_fragment():
        return make_response(make())
    # Events begin and end, and days, on the minute.
    minute = now().replace(second=0, microsecond=0)
    html = _html((request.host_url, request.path, current_language(), minute, version), make)
    response = Response(html.replace(PLACEHOLDER, new_form_key().encode()))
    response.vary.add("HX-Request")
    return response


@cached(
    TTLCache(maxsize=MOST_BYTES, ttl=60, getsizeof=len), key=lambda entry, make: entry, lock=Lock()
)
def _html(entry: Hashable, make: Callable[[], ResponseReturnValue]) -> bytes:
    return FORM_KEY.sub(PLACEHOLDER, make_response(make()).get_data())
