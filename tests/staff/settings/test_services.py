"""What the department does for people, and how to reach it."""

import pytest

from coffeecop.models import AuditAction, Role, Service
from tests.factories import make_agency, make_service, sign_in
from tests.stored import all_of, audit_entries, one_of

PATH = "/staff/settings/services"
RECORDS = {"name_en": "Records", "name_es": "Archivo", "phone": "805 555 0102"}


def details():
    return [entry.detail for entry in audit_entries(AuditAction.SERVICES_CHANGED)]


def test_an_organizer_adds_one_once_with_its_phone_as_it_is_read(organizer):
    for _tap in range(2):
        assert organizer.post(PATH, **RECORDS).location == PATH

    assert one_of(Service).phone == "(805) 555-0102"
    assert details() == ["is_added: Records"]


@pytest.mark.parametrize(
    ("changes", "field"),
    [
        ({"name_es": ""}, "name_es"),
        ({"phone": ""}, "phone"),
        ({"phone": "12"}, "phone"),
        ({"url": "http://example.org"}, "url"),
        ({"email": "nobody"}, "email"),
    ],
)
def test_it_has_a_name_in_both_languages_and_a_way_to_reach_it(organizer, changes, field):
    page = organizer.post(PATH, **{**RECORDS, **changes})

    assert page.status == 422
    assert page.has(f"#{field}-error")
    assert all_of(Service) == []


def test_one_is_changed_moved_and_removed(organizer):
    first = make_service(agency=organizer.member.agency, position=1)
    second = make_service(agency=organizer.member.agency, name_en="Animals", position=2)

    organizer.post(f"{PATH}/{second.id}", **{**RECORDS, "name_en": "Dogs"})
    organizer.post(f"{PATH}/order", up=second.id)
    assert [each.name_en for each in sorted(all_of(Service), key=lambda s: s.position)] == [
        "Dogs",
        "Copies of reports",
    ]
    organizer.post(f"{PATH}/{first.id}/removal")

    assert one_of(Service).name_en == "Dogs"
    assert details()[-1] == "is_removed: Copies of reports"


def test_another_departments_service_is_not_found(visitor):
    service = make_service(agency=make_agency())
    sign_in(visitor, Role.ADMIN, agency=make_agency())

    assert visitor.get(f"{PATH}/{service.id}").status == 404
