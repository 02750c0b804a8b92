"""Every address answers, whatever is asked of it."""

import re
from random import Random
from urllib.parse import quote, urlencode

import pytest

from coffeecop.config import PROJECT
from tests.addresses import addresses, send_request
from tests.attack.departments import changed, contents
from tests.attack.hostile import FIRST, NO_TEXT, NUMBERS, SEEDS, TEXTS, asking, faults
from tests.shares import shared

pytestmark = [pytest.mark.slow, pytest.mark.both_databases]

READ_BY_VIEWS = {
    name
    for path in (PROJECT / "coffeecop").rglob("*.py")
    for name in re.findall(r"\bargs\.get\(\"(\w+)\"", path.read_text())
}
FILTERS = {"q", "event", "topic", "kind", "phase", "status", "waiting", "like", "sorting", "from"}
NAMES = sorted(READ_BY_VIEWS | FILTERS)
# A name of a query may come again and again, with another value.
REPEATED = urlencode([(name, value) for value in ("1", "-1", "9" * 30) for name in NAMES])
QUERIES = [urlencode(dict.fromkeys(NAMES, text)) for text in TEXTS if "\0" not in str(text)]
# What some library reads as an option, and what a page reads beside the id of an event.
OPTIONS = (
    "endpoint=x&_method=POST&_external=&_scheme=x&_anchor=x&language=xx&slug=other&token=other"
    "&code=other&event_id=7&next=//example.org&sorted=x&show=x&decided=x&first=x"
)
# Some that do; others are found as they are asked.
READ_THEIR_QUERY = {"concerns.find", "staff_concerns.index", "staff_matters.index", "topics.index"}
HEADERS = [
    {"Accept-Language": "es-419;q=x, " + "é" * 500, "Accept-Encoding": "zstd;q=nan, *;q=9"},
    {"Cookie": "staff=\xff\xfe; staff=x; __Host-staff=" + "x" * 4000, "Accept": "\xff"},
    {"HX-Request": "\xff", "HX-Current-URL": "javascript:alert(1)", "HX-Target": "x" * 5000},
    {"If-Modified-Since": "Thu, 99 Xxx 99999", "If-None-Match": '"' + "x" * 5000},
    {"Range": "bytes=-9999999999999999999,5-1", "If-Range": '"x', "Expect": "x"},
    {"X-Forwarded-For": "9" * 400, "X-Forwarded-Proto": "\xff", "Forwarded": "for=\xff"},
    {"Sec-Fetch-Site": "\xff", "Origin": "null", "Referer": "\xff", "User-Agent": "\xff" * 999},
    {"X-HTTP-Method-Override": "DELETE", "X-Original-URL": "/staff", "Content-Length": "0"},
]


# In parts, which workers share.
@pytest.mark.parametrize("part", shared([(part,) for part in range(6)]))
@pytest.mark.parametrize("seed", SEEDS)
def test_no_query_or_header_breaks_a_page_or_a_fragment(
    app, plain_visitor, values, readers, part, seed, record_property
):
    headers, draw, before, sent, asked = asking(), Random(seed), contents(), 0, set()  # noqa: S311
    is_short = seed == FIRST
    for endpoint, path in sorted(addresses(app, "GET", values))[part::6]:
        # The same views answer in the second language, and what is drawn reads what its page reads.
        if path.startswith("/es") or endpoint.endswith(("pdf", "png")):
            continue
        asked.add(endpoint)
        answers = [send_request(plain_visitor, f"{path}?{OPTIONS}", "OPTIONS")]
        odd = draw.choice(HEADERS)
        if is_short:
            method = draw.choice(("GET", "GET", "HEAD"))
            answers += [send_request(plain_visitor, f"{path}?{OPTIONS}", method, headers=odd)]
            queries = draw.sample([REPEATED, *QUERIES], 1)
        else:
            answers += [send_request(plain_visitor, f"{path}?{OPTIONS}", "HEAD", headers=headers)]
            answers += [send_request(plain_visitor, path, headers=odd)]
            queries = [REPEATED, *draw.sample(QUERIES, 4)]
        for query in queries if endpoint in readers else ():
            answers += [send_request(plain_visitor, f"{path}?{query}", headers=headers)]
        assert [
            faults(answer, secret=app.secret_key) for answer in answers if faults(answer)
        ] == [], path
        sent += len(answers)
    assert READ_THEIR_QUERY & asked <= readers
    assert changed(before, contents()) == []
    record_property("scores", f"Queries and headers, seed {seed}: {sent} sent")


@pytest.mark.exhaustive_on("postgresql")  # No value reaches a statement as text.
def test_no_text_in_the_place_of_a_value_breaks_an_address(app, plain_visitor, values):
    def filled(rule, value):
        def fill(part):
            return "es" if part.group(1).endswith(":language") else quote(value)

        return re.sub(r"<([^>]+)>", fill, rule.rule)

    rules = [rule for rule in app.url_map.iter_rules() if "GET" in rule.methods and rule.arguments]
    before, draw = contents(), Random(FIRST)  # noqa: S311
    for rule in rules:
        takes_text = "<int:" not in rule.rule
        for value in draw.sample(["\0", "..", NO_TEXT, *TEXTS[:4]], 3) if takes_text else NUMBERS:
            answer = send_request(plain_visitor, filled(rule, value))
            assert faults(answer, secret=app.secret_key) == [], (rule, value)
    assert changed(before, contents()) == []


def test_the_link_to_the_other_language_repeats_nothing_of_the_query(plain_visitor, values):
    for query in ("?slug=elsewhere", "?_anchor=x", "?_external=1", "?language=en"):
        page = plain_visitor.get(f"/events/{values['slug']}{query}")
        assert page.one("header .bar-link")["href"] == f"/es/events/{values['slug']}"
