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


@pytest.mark.parametrize("role", sorted(set(Role) - {Role.ADMIN}))
def test_only_administrators_manage_people_and_settings(plain_visitor, role):
    sign_in(plain_visitor, role)
    member = make_staff()

    for verb, path in FOR_ADMINISTRATORS:
        answer = getattr(plain_visitor, verb)(path.format(id=member.id))
        assert answer.status == 403, path


@pytest.mark.parametrize(("role", "offered"), [(Role.OFFICER, False), (Role.ADMIN, True)])
def test_only_administrators_are_offered_people_topics_and_settings(plain_visitor, role, offered):
    sign_in(plain_visitor, role)

    page = plain_visitor.get("/staff/account")

    for name in ("people", "topics", "settings"):
        assert page.has(f".staff-nav [href='/staff/{name}']") is offered
