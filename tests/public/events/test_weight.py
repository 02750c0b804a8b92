"""What an event page weighs on the wire, in bytes; a slow phone feels each of them."""

import pytest

from coffeecop.models.topics import add_starter_topics
from tests.factories import make_event, the_agency

HTML_AND_CSS = 14_000
WITH_SCRIPTS = 30_000


# What Safari and older phones send, and what Chrome and Firefox do.
ACCEPTED = ("gzip, deflate, br", "gzip, deflate, br, zstd")


def on_the_wire(client, path, accepted):
    response = client.get(path, headers={"Accept-Encoding": accepted})
    assert response.headers["Content-Encoding"] in ("br", "gzip", "zstd")
    return len(response.data)


@pytest.mark.parametrize("accepted", ACCEPTED)
@pytest.mark.parametrize("prefix", ["", "/es"])
def test_an_event_page_is_light_and_asks_nobody_else(plain_visitor, prefix, accepted):
    add_starter_topics(the_agency())
    text = "Meet officers one to one. " * 20
    event = make_event(
        description_en=text,
        description_es=text,
        roster=[f"Officer Sample {number}" for number in range(8)],
    )
    path = f"{prefix}/events/{event.slug}"
    page = plain_visitor.get(path)
    parts = [
        *(link["href"] for link in page.select("link[rel=stylesheet], link[rel=icon]")),
        *(part["src"] for part in page.select("[src]:not(.print-only)")),
    ]

    def weight(ending):
        found = [part for part in parts if part.endswith(ending)]
        return sum(on_the_wire(plain_visitor.client, part, accepted) for part in found)

    html_and_css = on_the_wire(plain_visitor.client, path, accepted) + weight(".css")
    scripts = weight(".js")

    assert all(part.startswith("/static/") for part in parts)
    assert len(set(parts)) == 2, "a script and an icon"
    assert html_and_css <= HTML_AND_CSS
    assert html_and_css + scripts <= WITH_SCRIPTS
    assert "Set-Cookie" not in page.headers
