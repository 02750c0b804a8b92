import pytest

from coffeecop.models import Role
from tests.factories import make_staff, sign_in
from tests.visitor import Visitor

FOR_ADMINISTRATORS = [
    ("get", "/staff/people"),
    ("post", "/staff/people"),
    ("get", "/staff/people/{id}"),
    ("post", "/staff/people/{id}"),
    ("post", "/staff/people/{id}/links"),
    ("post", "/staff/people/{id}/disablement"),
    ("post", "/staff/people/{id}/enablement"),
    ("get", "/staff/settings"),
    ("post", "/staff/settings"),
]
FOR_ALL_STAFF = [
    ("get", "/staff/account"),
    ("post", "/staff/account"),
    ("post", "/staff/account/password"),
    ("post", "/staff/account/sign-outs"),
    ("post", "/staff/sign-out"),
]


@pytest.mark.parametrize("role", sorted(set(Role) - {Role.ADMIN}))
def test_only_administrators_manage_people_and_settings(plain_visitor, role):
    sign_in(plain_visitor, role)
    member = make_staff()

    for verb, path in FOR_ADMINISTRATORS:
        answer = getattr(plain_visitor, verb)(path.format(id=member.id))
        assert answer.status == 403, path


def test_administrators_do(plain_admin):
    member = make_staff()

    for verb, path in FOR_ADMINISTRATORS:
        answer = getattr(plain_admin, verb)(path.format(id=member.id))
        assert answer.status in (200, 303, 422), path


@pytest.mark.parametrize("role", Role)
def test_everybody_of_the_staff_has_an_account(plain_visitor, role):
    sign_in(plain_visitor, role)

    for verb, path in FOR_ALL_STAFF:
        assert getattr(plain_visitor, verb)(path).status in (200, 303, 422), path


@pytest.mark.parametrize("htmx", [False, True], ids=["whole", "fragment"])
def test_strangers_are_turned_away(app, htmx):
    visitor, member = Visitor(app, htmx=htmx), make_staff()

    for verb, path in FOR_ADMINISTRATORS + FOR_ALL_STAFF[:-1]:
        answer = getattr(visitor, verb)(path.format(id=member.id))
        if verb == "get" and not htmx:
            assert answer.status == 302, path
            assert answer.location.startswith("/staff/sign-in?next="), path
        else:
            assert answer.status == 403, path


@pytest.mark.parametrize(("role", "offered"), [(Role.OFFICER, False), (Role.ADMIN, True)])
def test_only_administrators_are_offered_people_and_settings(plain_visitor, role, offered):
    sign_in(plain_visitor, role)

    page = plain_visitor.get("/staff/account")

    assert page.has(".staff-nav [href='/staff/people']") is offered
    assert page.has(".staff-nav [href='/staff/settings']") is offered
