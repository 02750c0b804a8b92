"""Every address answers, whatever is asked of it."""

import re
from urllib.parse import quote, urlencode

import pytest
from flask import Request
from wtforms.fields.core import UnboundField

from coffeecop.config import PROJECT
from coffeecop.public.concerns.forms import FindForm
from coffeecop.public.forms.concern import ConcernForm
from coffeecop.public.forms.rsvp import RsvpForm
from coffeecop.web.forms import new_form_key
from tests.addresses import addresses, fill_database, send_request
from tests.factories import make_event

pytestmark = [pytest.mark.slow, pytest.mark.both_databases]

# More digits than a float has, and digits that are none of ours.
NUMBERS = ["9" * 400, "٣"]
HOSTILE = [
    *NUMBERS,
    "-1",
    # Something for each language that could be read into it.
    "' OR 1=1 --<script>alert(1)</script>{{ 7 * 7 }}../../etc/passwd%ED%A0%80%FF%FE"
    + "é" * 500
    + "\u202e\U0001f600\r\nX-Injected: yes",
]
READ_BY_VIEWS = {
    name
    for path in (PROJECT / "coffeecop").rglob("*.py")
    for name in re.findall(r"\bargs\.get\(\"(\w+)\"", path.read_text())
}
FILTERS = {"q", "event", "topic", "kind", "phase", "status", "waiting", "like", "sorting", "from"}
QUERIES = [urlencode(dict.fromkeys(READ_BY_VIEWS | FILTERS, value)) for value in HOSTILE]
# What some library reads as an option, and what a page reads beside the id of an event.
OPTIONS = (
    "endpoint=x&_method=POST&_external=&_scheme=x&_anchor=x&language=xx&slug=other&token=other"
    "&code=other&event_id=7&next=//example.org&sorted=x&show=x&decided=x&first=x"
)
FORMS = {
    "/events/coffee/rsvps": RsvpForm,
    "/events/coffee/concerns": ConcernForm,
    "/receipts": FindForm,
}


@pytest.fixture
def values(plain_visitor):
    return fill_database(plain_visitor)


@pytest.fixture
def readers(monkeypatch):
    """The endpoints that have looked at what was asked of them."""
    looked, args = set(), Request.args

    def look(request):
        looked.add(request.endpoint)
        return args.__get__(request, Request)

    monkeypatch.setattr(Request, "args", property(look))
    return looked


# In parts, which workers share.
@pytest.mark.parametrize("part", range(3))
def test_no_query_breaks_a_page_or_a_fragment(
    app, plain_visitor, values, readers, database_name, part
):
    # Whole pages on SQLite and fragments on PostgreSQL, as the fixture `visitor` has it.
    headers = {"HX-Request": "true"} if database_name == "postgresql" else {}
    for endpoint, path in list(addresses(app, "GET", values))[part::3]:
        # The same views answer in the second language, and what is drawn reads what its page reads.
        if path.startswith("/es") or endpoint.endswith("_pdf"):
            continue
        answers = [send_request(plain_visitor, f"{path}?{OPTIONS}", "OPTIONS")]
        answers += [send_request(plain_visitor, f"{path}?{OPTIONS}", "HEAD", headers=headers)]
        for query in QUERIES if endpoint in readers else ():
            answers += [send_request(plain_visitor, f"{path}?{query}", headers=headers)]
        assert all(answer.status_code < 500 for answer in answers), path
        assert not any("X-Injected" in answer.headers for answer in answers), path
    assert len(readers) > 8


def test_no_text_in_the_place_of_a_value_breaks_an_address(app, plain_visitor, values):
    def filled(rule, value):
        def fill(part):
            return "es" if part.group(1).endswith(":language") else quote(value)

        return re.sub(r"<([^>]+)>", fill, rule.rule)

    rules = [rule for rule in app.url_map.iter_rules() if "GET" in rule.methods and rule.arguments]
    for rule in rules:
        takes_text = "<int:" not in rule.rule
        for value in ["\0", *HOSTILE] if takes_text else NUMBERS:
            answer = send_request(plain_visitor, filled(rule, value))
            assert answer.status_code < 500, (rule, value)
            assert "X-Injected" not in answer.headers, rule


def test_no_field_breaks_a_public_form(plain_visitor, unlimited):
    make_event(slug="coffee")
    good = {"body": "Cars speed.", "party_size": "2", "words": "x"}

    for path, form in FORMS.items():
        names = [name for name in dir(form) if isinstance(getattr(form, name), UnboundField)]
        for value in ["", " \0", *HOSTILE]:
            forms = [dict.fromkeys(names, value), *({**good, name: value} for name in names)]
            for data in forms:
                sent = {"form_key": new_form_key(), **data}
                answer = send_request(plain_visitor, path, "POST", data=sent)
                assert answer.status_code < 500, (path, sent)


def test_the_link_to_the_other_language_repeats_nothing_of_the_query(plain_visitor, values):
    for query in ("?slug=elsewhere", "?_anchor=x", "?_external=1", "?language=en"):
        page = plain_visitor.get(f"/events/{values['slug']}{query}")
        assert page.one("header .bar-link")["href"] == f"/es/events/{values['slug']}"
