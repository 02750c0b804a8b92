"""The offices that concerns are referred to: their names, their addresses, whether in use."""

import pytest

from coffeecop.models import AuditAction, ReferralPartner
from tests.factories import make_agency, make_partner
from tests.staff.form_filling import as_shown
from tests.stored import all_of, audited, one_of, reload

PATH = "/staff/settings/partners"
ANIMALS = {
    "added-name_en": "Animal Control",
    "added-name_es": "Control de Animales",
    "added-email": "animals@example.gov",
}


def save(visitor, **changes):
    """Open the form, change fields, and send it."""
    return visitor.post(PATH, **{**as_shown(visitor.get(PATH)), **changes})


def test_an_organizer_adds_a_partner(plain_organizer):
    assert save(plain_organizer, **ANIMALS).status == 303

    partner = one_of(ReferralPartner)
    assert (partner.name_es, partner.email) == ("Control de Animales", "animals@example.gov")
    assert plain_organizer.get(PATH).texts("#partners-form summary") == ["Animal Control"]
    by, agency = plain_organizer.member.id, partner.agency_id
    detail = "is_added: Animal Control, animals@example.gov"
    assert audited() == [(AuditAction.PARTNERS_CHANGED, by, agency, detail)]


def test_a_partner_is_renamed_and_taken_out_of_use(plain_admin):
    make_partner(agency=make_agency(), name_en="Of others")
    partner = make_partner()
    shown = as_shown(plain_admin.get(PATH))
    del shown["partners-0-is_in_use"]

    plain_admin.post(PATH, **{**shown, "partners-0-name_en": "Streets"})

    assert (reload(partner).name_en, partner.retired_at is None) == ("Streets", False)
    assert plain_admin.get(PATH).texts("#partners-form summary") == ["Out of use: Streets"]
    said = "Public Works: name_en Public Works -> Streets; Public Works: is_out_of_use"
    assert audited()[0][3] == said


@pytest.mark.parametrize(
    ("fields", "error"),
    [
        ({"added-email": "nobody"}, "Write an e-mail address, such as name@example.org."),
        ({"added-name_es": ""}, "Write the name in Spanish."),
        ({"added-name_en": "public works"}, "Another partner has this name."),
    ],
)
def test_what_is_missing_or_wrong_is_told_beside_its_field(plain_admin, fields, error):
    make_partner()

    page = save(plain_admin, **{**ANIMALS, **fields})

    assert page.status == 422
    assert error in page.text("[role=alert]")
    assert len(all_of(ReferralPartner)) == 1


def test_a_colleagues_change_meanwhile_is_told(plain_admin):
    partner = make_partner()
    shown = as_shown(plain_admin.get(PATH))
    save(plain_admin, **{"partners-0-email": "theirs@example.gov"})

    page = plain_admin.post(PATH, **{**shown, "partners-0-email": "mine@example.gov"})

    assert "A colleague changed the partners" in page.text("[role=alert]")
    assert reload(partner).email == "theirs@example.gov"
