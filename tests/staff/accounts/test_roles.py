import pytest

from coffeecop.models import Role
from tests.factories import make_staff, sign_in

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
@pytest.mark.parametrize(("verb", "path"), FOR_ADMINISTRATORS)
def test_only_administrators_manage_people_and_settings(plain_visitor, role, verb, path):
    sign_in(plain_visitor, role)
    member = make_staff()

    answer = getattr(plain_visitor, verb)(path.format(id=member.id))

    assert answer.status == 403


@pytest.mark.parametrize(("verb", "path"), FOR_ADMINISTRATORS)
def test_administrators_do(plain_visitor, verb, path):
    sign_in(plain_visitor, Role.ADMIN)
    member = make_staff()

    answer = getattr(plain_visitor, verb)(path.format(id=member.id))

    assert answer.status in (200, 303, 422)


@pytest.mark.parametrize("role", Role)
@pytest.mark.parametrize(("verb", "path"), FOR_ALL_STAFF)
def test_everybody_of_the_staff_has_an_account(plain_visitor, role, verb, path):
    sign_in(plain_visitor, role)

    assert getattr(plain_visitor, verb)(path).status in (200, 303, 422)


@pytest.mark.parametrize(("verb", "path"), FOR_ADMINISTRATORS + FOR_ALL_STAFF[:-1])
def test_strangers_are_turned_away(visitor, verb, path):
    answer = getattr(visitor, verb)(path.format(id=make_staff().id))

    if verb == "get" and not visitor.htmx:
        assert answer.status == 302
        assert answer.location.startswith("/staff/sign-in?next=")
    else:
        assert answer.status == 403


@pytest.mark.parametrize(("role", "offered"), [(Role.OFFICER, False), (Role.ADMIN, True)])
def test_only_administrators_are_offered_people_and_settings(plain_visitor, role, offered):
    sign_in(plain_visitor, role)

    page = plain_visitor.get("/staff/account")

    assert page.has(".staff-nav [href='/staff/people']") is offered
    assert page.has(".staff-nav [href='/staff/settings']") is offered
