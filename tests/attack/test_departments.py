"""What one department has is neither seen nor changed by another one, nor by a stranger."""

import re

import pytest

from coffeecop.db import db
from coffeecop.models import Event, Role
from tests.addresses import addresses, send_request
from tests.attack.departments import FURTHER, TABLES, changed, contents, is_private, make_twin
from tests.attack.hostile import asking, faults
from tests.factories import sign_in
from tests.of_parts import of_parts
from tests.shares import shared
from tests.staff.test_access import route_of
from tests.visitor import Visitor

pytestmark = [pytest.mark.slow, pytest.mark.both_databases, pytest.mark.usefixtures("unlimited")]

# What the whole installation has once.
OF_NOBODY = {
    *("audit_head.hash", "confirmed_mailboxes.key"),
    *("installation.receipt_salt", "sign_in_tries.key"),
}
# It is sealed, so that a mark in its place could not be opened.
SEALED = {"staff.second_factor_secret"}
# The places in addresses where an id stands, and how their rules are written.
IDS = [
    *("event_id", "concern_id", "topic_id", "matter_id"),
    *("staff_id", "change_id", "item_id"),
    *("session_id", "row_key"),
    *(name for name, _model in of_parts("IDS", "rows")),
]
# Pages that show texts of each kind of their own department.
MARKED_PAGES = "staff_concerns.show staff_matters.show accounts.people"
OF_PARTS = dict(of_parts("MARKED_PAGES"))
AN_ID = re.compile(r"<int:|<row_key>")


@pytest.fixture
def marks(values):
    return make_twin(db.session.get(Event, values["event_id"]).agency_id)


@pytest.fixture
def theirs(values, marks):
    """The values of addresses, with the other department's ids."""
    slug = f"{values['slug']}-twin"
    by_endpoint = {name: with_their_ids(own) for name, own in values.items() if type(own) is dict}
    return {**with_their_ids(values), **by_endpoint, "slug": slug}


def with_their_ids(values):
    return {name: own + FURTHER if name in IDS else own for name, own in values.items()}


def test_each_private_text_of_the_other_department_is_marked(marks):
    private = {
        f"{table.name}.{column.name}"
        for table in TABLES
        for column in table.columns
        if is_private(column)
    }
    # Rows that nobody made, and texts that need a form, are in here: the rest would go unseen.
    assert private - set(marks.values()) == OF_NOBODY | SEALED


@pytest.mark.exhaustive_on("postgresql")
def test_who_belongs_to_the_other_department_sees_the_marks(app, theirs, marks):
    """Otherwise that nobody else sees them would say nothing."""
    visitor, seen, paths = Visitor(app), set(), dict(addresses(app, "GET", theirs))
    sign_in(visitor, *Role, agency=db.session.get(Event, theirs["event_id"]).agency)

    for endpoint in (*MARKED_PAGES.split(), *OF_PARTS):
        seen |= {*faults(send_request(visitor, paths[endpoint]), marks=marks)} & {*marks}

    shown = {marks[mark] for mark in seen}
    assert {"concerns.body", "concern_notes.body", "messages.body", "staff.email"} <= shown
    assert {"matters.name", *OF_PARTS.values()} <= shown


def readable(app, *those):
    """Return each address of a page or file, with each of these values."""
    found = [
        (endpoint, path) for values in those for endpoint, path in addresses(app, "GET", values)
    ]
    # What draws a PDF takes seconds for what its page shows too.
    return sorted({path for endpoint, path in found if not endpoint.endswith(("pdf", "png"))})


def asked(values):
    """Return a query that asks any page for rows of a department."""
    concern, event = values["concern_id"], values["event_id"]
    return (
        f"?event={event}&from={event}&topic={values['topic_id']}&concern={concern}&q=zq"
        f"&concerns={concern}&like={concern}-{concern + 1}&assigned={values['staff_id']}"
    )


ONE_ROLE = [pytest.param({role}, id=role, marks=pytest.mark.exhaustive) for role in Role]


@pytest.mark.parametrize(
    "roles", [pytest.param((), id="a stranger"), pytest.param(set(Role), id="all roles"), *ONE_ROLE]
)
@pytest.mark.parametrize("part", shared([(part,) for part in range(4)]))
def test_no_answer_has_a_private_text_of_another_department(
    app, plain_visitor, values, theirs, marks, readers, roles, part, record_property
):
    plain_visitor.client.delete_cookie("staff")
    if roles:
        sign_in(plain_visitor, *roles, agency=db.session.get(Event, values["event_id"]).agency)
    # Their ids in addresses of staff are tried below.
    others = [each for each in readable(app, theirs) if not (roles and each.startswith("/staff"))]
    before, opened, paths = contents(), 0, sorted({*readable(app, values), *others})[part::4]

    for path in paths:
        readers.clear()
        for query in ("", asked(theirs)):
            if query and not readers:
                # It looks at none.
                break
            answer = send_request(plain_visitor, f"{path}{query}", headers=asking())
            found = faults(answer, marks=marks, secret=app.secret_key)
            assert [(each, marks.get(each)) for each in found] == [], f"{path}{query}"
            opened += answer.status_code == 200

    assert changed(before, contents()) == []
    assert opened > (38 if roles else 13)
    record_property("scores", f"Departments: {len(paths)} addresses, {opened} answers opened")


def routes_with_ids(app):
    return {
        f"{method} {rule.rule}"
        for rule in app.url_map.iter_rules()
        for method in {"GET", "POST"} & rule.methods
        if rule.rule.startswith("/staff") and AN_ID.search(rule.rule)
    }


@pytest.mark.exhaustive_on("postgresql")  # The same queries decide on both.
@pytest.mark.parametrize("roles", [pytest.param(set(Role), id="all roles"), *ONE_ROLE])
def test_what_another_department_has_is_not_found_and_stays_as_it_is(
    app, visitor, values, theirs, marks, roles
):
    agency = db.session.get(Event, values["event_id"]).agency
    sign_in(visitor, *roles, agency=agency)
    before = contents()
    all_theirs = [theirs, *(own for own in theirs.values() if type(own) is dict)]
    ids = {f"/{own[name]}/" for own in all_theirs for name in {*IDS} & {*own}}

    def asked_of(those):
        return sorted(
            (method, path)
            for method in ("GET", "POST")
            for _endpoint, path in addresses(app, method, those)
            if path.startswith("/staff") and any(one in f"{path}/".replace(".", "/") for one in ids)
        )

    sent = {"csrf_token": visitor.csrf_token, "done": "yes"}
    not_found = {404} if roles == set(Role) else {403, 404}
    for method, path in asked_of(theirs):
        answer = send_request(visitor, path, method, data=sent)
        assert answer.status_code in not_found, (method, path)
        assert faults(answer, marks=marks) == [], path
    # One of theirs below what is ours: some forms say first what else is wrong.
    for name in IDS:
        for method, path in asked_of({**values, name: theirs[name]}):
            answer = send_request(visitor, path, method, data=sent)
            assert answer.status_code in {*not_found, 303, 422}, (method, path)
            assert faults(answer, marks=marks) == [], path

    assert {route_of(app, *each) for each in asked_of(theirs)} == routes_with_ids(app)
    assert changed(before, contents()) == []
