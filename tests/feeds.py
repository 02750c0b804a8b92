"""The feed of events, as a feed reader takes it."""

from datetime import datetime
from xml.etree import ElementTree

import pytest

from coffeecop.parts import links_at
from coffeecop.parts.links import Spot

ATOM = "{http://www.w3.org/2005/Atom}"
HERE = "http://127.0.0.1:8000"

needs_feed = pytest.mark.skipif(not links_at(Spot.FEED, None), reason="no part has a feed")


def read_feed(visitor, path="/events.atom"):
    page = visitor.get(path)
    assert page.headers["Content-Type"].startswith("application/atom+xml")
    return ElementTree.fromstring(page.response.data)  # noqa: S314


def entries(feed):
    return {entry.findtext(f"{ATOM}title"): entry for entry in feed.iter(f"{ATOM}entry")}


def moment(element):
    return datetime.fromisoformat(element.findtext(f"{ATOM}updated"))
