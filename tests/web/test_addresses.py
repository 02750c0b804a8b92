"""Every address answers, whatever is asked of it."""

import pytest

from tests.addresses import addresses, fill_database, send_request

pytestmark = [pytest.mark.slow, pytest.mark.both_databases]

# What a query may hold that some library reads as an option, and what no page expects.
# No page reads two of one line.
ODD = [
    "endpoint=x&_method=POST&_external=&_scheme=x&_anchor=%00&language=xx&slug=other&token=other",
    "code=other&event_id=7&_anchor=x&next=//example.org&done=x&sorted=x",
    "page=-1&q=%00",
    "page=" + "9" * 30,
    "page=x&q=" + "a" * 4000,
    "event=%F0%9F%98%80",
]


@pytest.fixture
def values(plain_visitor):
    return fill_database(plain_visitor)


def test_no_query_breaks_a_page_or_a_fragment(app, plain_visitor, values, database_name):
    # Whole pages on SQLite and fragments on PostgreSQL, as the fixture `visitor` has it.
    headers = {"HX-Request": "true"} if database_name == "postgresql" else {}
    # The same views answer in the second language.
    paths = [path for _, path in addresses(app, "GET", values) if not path.startswith("/es")]
    for path in paths:
        for query in ODD:
            answer = send_request(plain_visitor, f"{path}?{query}", headers=headers)
            assert answer.status_code < 500, (path, query)


@pytest.mark.parametrize("method", ["HEAD", "OPTIONS"])
def test_every_page_can_be_asked_about(app, plain_visitor, values, method):
    for _endpoint, path in addresses(app, "GET", values):
        for query in ("", "?_external=&_scheme=x"):
            answer = send_request(plain_visitor, path + query, method=method)
            assert answer.status_code < 500, path


def test_the_link_to_the_other_language_repeats_nothing_of_the_query(plain_visitor, values):
    for query in ("?slug=elsewhere", "?_anchor=x", "?_external=1", "?language=en"):
        page = plain_visitor.get(f"/events/{values['slug']}{query}")
        assert page.one("header .bar-link")["href"] == f"/es/events/{values['slug']}"
