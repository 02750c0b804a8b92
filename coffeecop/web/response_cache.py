"""The response cache for public pages that are the same for everyone."""

import re
from collections.abc import Callable, Hashable
from threading import Lock

from cachetools import TTLCache, cached
from flask import Response, request

from coffeecop.web.forms import new_form_key
from coffeecop.web.i18n import current_language

FORM_KEY = re.compile(r'(?<=name="form_key" type="hidden" value=")[\w.-]+')
# In angle brackets, which no text of an escaped page can contain.
PLACEHOLDER = "<form key>"


def cached_page(version: Hashable, make: Callable[[], str]) -> Response:
    """Return the page from the cache, or make it if there is no entry for this version.

    Each copy gets its own form key. HEAD requests and requests with a query string, which the
    page may repeat, bypass the cache.
    """
    if request.method != "GET" or request.query_string:
        return Response(make())
    html = _html((request.host_url, request.path, current_language(), version), make)
    return Response(html.replace(PLACEHOLDER, new_form_key()))


# The TTL covers changes that the version does not include.
@cached(TTLCache(maxsize=200, ttl=60), key=lambda entry, make: entry, lock=Lock())
def _html(entry: Hashable, make: Callable[[], str]) -> str:
    return FORM_KEY.sub(PLACEHOLDER, make())
