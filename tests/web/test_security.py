"""Headers, where a POST may come from, and what is refused before a view sees it."""

import pytest

from coffeecop import create_app
from coffeecop.db import db
from coffeecop.models import Concern, Role
from coffeecop.web.forms import new_form_key
from coffeecop.web.security import HEADERS
from tests.factories import make_event, sign_in

OURS = "http://localhost"
FOREIGN = [
    {"Origin": "https://evil.example"},
    {"Origin": "http://localhost.evil.example"},
    {"Origin": "https://localhost"},
    {"Origin": "http://localhost:8001"},
    {"Origin": "null"},
    {"Sec-Fetch-Site": "cross-site"},
    {"Sec-Fetch-Site": "cross-site", "Origin": OURS},
]
FROM_US = [
    {},
    {"Origin": OURS},
    {"Sec-Fetch-Site": "same-origin", "Origin": OURS},
    # Typed into the address bar, or sent again after the browser was restarted.
    {"Sec-Fetch-Site": "none"},
]


# Headers


def test_every_answer_carries_the_headers(fresh_app):
    @fresh_app.get("/unexpected")
    def unexpected():
        raise RuntimeError

    for path, options, status in (
        ("/", {}, 200),
        ("/es/", {}, 200),
        ("/healthz", {}, 200),
        ("/nowhere", {}, 404),
        ("/static/nowhere.css", {}, 404),
        ("/", {"method": "POST"}, 405),
        ("/", {"method": "OPTIONS"}, 200),
        ("/?q=%00", {}, 400),
        ("/", {"headers": {"Host": "evil.example"}}, 400),
        ("/receipts", {"method": "POST", "data": {"code": "x" * 300_000}}, 413),
        ("/receipts", {"method": "POST", "headers": {"Origin": "https://evil.example"}}, 403),
        ("/staff", {}, 302),
        ("/unexpected", {}, 500),
    ):
        answer = fresh_app.test_client().open(path, **options)

        assert answer.status_code == status, (path, options)
        assert {name: answer.headers.get(name) for name in HEADERS} == HEADERS, path
        assert answer.headers["Cache-Control"]
        assert answer.headers["X-Request-Id"]
        assert "Strict-Transport-Security" not in answer.headers
        assert status < 400 or "<h1>" in answer.text


def test_private_pages_are_neither_kept_nor_found_by_search_engines(client):
    for path in ("/staff/x", "/rsvps/x", "/receipts/x", "/es/receipts", "/es/rsvps/x"):
        answer = client.get(path)

        assert answer.headers["Cache-Control"] == "no-store"
        assert answer.headers["X-Robots-Tag"] == "noindex"


def test_behind_tls_browsers_are_told_to_stay_there(environ):
    app = create_app(
        {**environ, "HTTPS": "1", "TRUSTED_PROXIES": "1", "TRUSTED_HOSTS": "coffee.example.gov"}
    )
    headers = {"Host": "coffee.example.gov", "X-Forwarded-Proto": "https"}

    answer = app.test_client().get("/healthz", headers=headers)

    assert answer.status_code == 200
    assert answer.headers["Strict-Transport-Security"] == "max-age=31536000"


# Where a POST comes from


@pytest.mark.parametrize("path", ["/receipts", "/staff/sign-in"])
def test_our_own_pages_can_post_and_another_site_cannot(client, path):
    for headers in FOREIGN:
        answer = client.post(path, headers=headers)
        assert answer.status_code == 403, headers
        # A resident has no account.
        assert ("Your account" in answer.text) == path.startswith("/staff"), headers
    for headers in FROM_US:
        assert client.post(path, headers=headers).status_code == 422, headers


# Hostile input: more of it in tests/attack


@pytest.mark.both_databases
def test_a_nul_is_refused_before_the_database_sees_it(plain_visitor):
    for path in ("/?q=%00", "/?%00=q", "/events/a%00b", "/receipts/%00", "/%00"):
        assert plain_visitor.get(path).status == 400


@pytest.mark.both_databases
def test_pasted_text_is_kept_without_its_nuls(plain_visitor):
    event = make_event()

    page = plain_visitor.post(
        f"/events/{event.slug}/concerns", body="Cars\0 speed.", form_key=new_form_key()
    )

    assert page.status == 303
    assert db.session.query(Concern).one().body == "Cars speed."


@pytest.mark.both_databases
@pytest.mark.parametrize("too_large", [2**31, 2**63, 10**30])
@pytest.mark.parametrize("path", ["/staff/concerns/{}", "/staff/events/{}"])
def test_an_id_that_no_row_can_have_is_not_found(plain_visitor, path, too_large):
    sign_in(plain_visitor, *Role)

    assert plain_visitor.get(path.format(too_large)).status == 404


def test_another_host_name_is_refused(client):
    for host in ("evil.example", "localhost.evil.example", "", "a b", "[::1"):
        assert client.get("/", headers={"Host": host}).status_code == 400


def test_a_form_with_too_many_parts_is_refused(client):
    parts = {str(n): "x" for n in range(51)}

    answer = client.post("/receipts", data=parts, content_type="multipart/form-data")

    assert answer.status_code == 413


def test_a_part_without_a_name_is_refused(client):
    part = b"--x\r\nContent-Disposition: form-data\r\n\r\nCars\r\n--x--\r\n"

    answer = client.post("/receipts", data=part, content_type="multipart/form-data; boundary=x")

    assert answer.status_code == 400
