"""The topic list is the administrators', and its pages cost the same however much there is."""

import pytest

from coffeecop.db import db, now
from coffeecop.models import Role
from tests.factories import make_concern, make_event, make_past_event, make_topic, sign_in
from tests.staff.dashboard.test_cost import add_concerns, plan_of

PAGES = ["", "/new", "/{id}", *(f"/{{id}}/{what}/new" for what in ("merger", "split"))]
PAGES += ["/{id}/edit", "/{id}/retirement/new", "/{old}/restoration/new", "/{old}/sorting"]
POSTS = ["", "/preview", "/order", "/{id}", "/{id}/preview", "/{old}/sorting/1"]
POSTS += [
    f"/{{id}}/{what}{rest}"
    for what in ("merger", "split", "retirement", "restoration")
    for rest in ("", "/preview")
]
ADDRESSES = [("get", path) for path in PAGES] + [("post", path) for path in POSTS]


@pytest.fixture
def addresses(app):
    topic, old = make_topic(), make_topic(retired_at=now())
    return [
        (verb, f"/staff/topics{path}".format(id=topic.id, old=old.id)) for verb, path in ADDRESSES
    ]


@pytest.mark.parametrize("role", sorted(set(Role) - {Role.ADMIN}))
def test_only_administrators_reach_it(plain_visitor, addresses, role):
    sign_in(plain_visitor, role)

    for verb, path in addresses:
        assert getattr(plain_visitor, verb)(path).status == 403, path


def test_administrators_do(plain_admin, addresses):
    for verb, path in addresses:
        answer = getattr(plain_admin, verb)(path)
        assert answer.status in (200, 303, 404, 422), path


def test_strangers_are_turned_away(plain_visitor, addresses):
    for verb, path in addresses:
        answer = getattr(plain_visitor, verb)(path)
        assert answer.status == (302 if verb == "get" else 403), path


def test_a_page_out_of_date_gives_its_form_back(plain_admin, addresses):
    plain_admin.csrf_token = "not ours"

    for verb, path in addresses:
        if verb == "post":
            page = plain_admin.post(path)
            assert page.status == 422, path
            assert "out of date" in page.words, path


@pytest.mark.parametrize(("role", "offered"), [(Role.OFFICER, False), (Role.ADMIN, True)])
def test_only_administrators_are_offered_it(plain_visitor, role, offered):
    sign_in(plain_visitor, role)

    page = plain_visitor.get("/staff/account")

    assert page.has(".staff-nav [href='/staff/topics']") is offered


# Session, department's name, the marks in the navigation, and the page's own.
PINNED = {
    "": 6,
    "/new": 4,
    "/{id}": 6,
    "/{id}/edit": 10,
    "/{id}/merger/new": 5,
    "/{id}/split/new": 4,
    "/{id}/retirement/new": 4,
    "/{old}/sorting": 7,
}


@pytest.mark.parametrize("number", [10, 1000])
@pytest.mark.parametrize("path", PINNED)
def test_a_page_sends_a_pinned_number_of_statements(plain_visitor, queries, path, number):
    statements = open_page(plain_visitor, queries, path, number)

    assert len(statements) == PINNED[path], "\n".join(statements)


@pytest.mark.parametrize("path", PINNED)
def test_no_page_reads_all_concerns(plain_visitor, queries, database_name, path):
    if database_name != "sqlite":
        pytest.skip("PostgreSQL rightly reads a small table as a whole")

    statements = open_page(plain_visitor, queries, path, 10)

    plans = [line for statement in statements for line in plan_of(statement)]
    scans = [line for line in plans if line.startswith("SCAN concern")]
    # The open marks are few among many; the navigation counts them.
    assert [line for line in scans if "ix_concern_flags_to_see" not in line] == []


def open_page(visitor, queries, path, number):
    sign_in(visitor, Role.ADMIN)
    events = [make_past_event(), make_event()]
    topics = [make_topic() for _ in range(15)]
    old = make_topic(retired_at=now())
    topics[1].split_from_id = old.id
    db.session.commit()
    add_concerns(number, events=events, topics=[*topics, old])
    make_concern(event=events[0], topics=[old])
    with queries() as statements:
        assert visitor.get(f"/staff/topics{path}".format(id=topics[0].id, old=old.id)).status == 200
    return statements
