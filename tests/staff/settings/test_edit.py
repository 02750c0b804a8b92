from datetime import timedelta

import pytest
from wtforms.fields.core import UnboundField

from coffeecop.db import now
from coffeecop.models import AuditAction
from coffeecop.staff.settings.forms import SettingsForm
from coffeecop.staff.settings.groups import GROUPS
from tests.factories import make_staff
from tests.staff.form_filling import as_shown, whole
from tests.staff.identity.passwords import hashed
from tests.stored import audited, reload

WRITTEN = {
    "name": "Exampleton Police Department",
    "name_es": "Departamento de Policía de Exampleton",
    "time_zone": "America/Denver",
    "phone": "805 339 4400",
    "roster_shown": "number",
    "website": "https://police.example.org",
    "complaint_url": "https://police.example.org/complaints?lang=en",
    "event_title_es": "Cafecito con la policía",
    "complaint_unit_en": "Professional Standards",
    "complaint_unit_es": "Normas Profesionales",
    "complaint_phone": "(805) 555-0142",
    "complaint_days": 10,
    "complaint_forms": "中文 https://police.example.org/zh\nTiếng Việt https://police.example.org/vi",
    "takes_anonymous_complaints": True,
    "crisis_phone": "(805) 555-0143",
    "advocate_phone": "(805) 555-0144",
    "outside_complaint_name": "Civilian Review Board",
    "outside_complaint_url": "https://board.example.org/",
    "accommodation_email": "ada@police.example.org",
    "accommodation_days": 5,
    "accommodation_en": "Call our ADA desk.",
    "accommodation_es": "Llame a nuestra oficina ADA.",
    "opening_en": "We work here and want to know you.",
    "opening_es": "Trabajamos aquí y queremos conocerle.",
    "promise_grace_days": 7,
}


def page_of(field):
    """Return the address of the form that has this field."""
    return f"/staff/settings?open={group_of(field)}"


def group_of(field):
    (name,) = (name for name, group in GROUPS.items() if field in group.fields)
    return name


def change(visitor, **changes):
    """Send the form of the first field, or each of them, and return the last answer."""
    groups = dict.fromkeys(group_of(name) for name in changes or WRITTEN)
    addresses = [f"/staff/settings/edit/{group}" for group in groups]
    return [visitor.post(each, **{**WRITTEN, **changes}) for each in addresses][-1]


def test_what_residents_read_about_the_department_is_kept_and_recorded_once(admin):
    for _ in range(2):
        answer = change(admin)

    assert (answer.status, answer.location) == (303, "/staff/settings")
    agency = reload(admin.member.agency)
    kept = {name: getattr(agency, name) for name in WRITTEN}
    assert kept == {**WRITTEN, "phone": "(805) 339-4400"}
    page = admin.get(page_of("phone"))
    assert page.value("#phone") == "(805) 339-4400"
    assert page.one("#time_zone [selected]")["value"] == "America/Denver"
    forms = {page_of(name) for name in WRITTEN}
    assert len(audited()) == len(forms)


def test_each_setting_is_in_one_form_which_a_row_leads_to(admin):
    fields = [name for group in GROUPS.values() for name in group.fields]
    assert sorted(fields) == sorted(
        name for name in dir(SettingsForm) if isinstance(getattr(SettingsForm, name), UnboundField)
    )
    rows = [row["href"] for row in whole(admin, "/staff/settings").select("main li a")]
    for name, group in GROUPS.items():
        assert f"/staff/settings?open={name}" in rows
        shown = as_shown(admin.get(f"/staff/settings?open={name}"))
        assert {*shown} <= {*group.fields}
    assert admin.get("/staff/settings?open=nothing").status == 404


def test_an_organizer_opens_lists_alone(plain_organizer):
    assert plain_organizer.get("/staff/settings?open=checklist").has("#checklist")
    for each in (*GROUPS, "parts", "installation"):
        assert plain_organizer.get(f"/staff/settings?open={each}").status == 403, each


def test_the_record_says_what_was_changed(admin):
    untouched = {name: getattr(admin.member.agency, name) or "" for name in WRITTEN}

    change(admin, **{**untouched, "phone": "805 339 4400", "website": WRITTEN["website"]})

    changed_by, agency_id = admin.member.id, admin.member.agency_id
    detail = {"phone": [None, "(805) 339-4400"], "website": [None, WRITTEN["website"]]}
    assert audited() == [(AuditAction.SETTINGS_CHANGED, changed_by, agency_id, detail)]


def test_what_the_department_does_not_have_can_be_left_out(admin):
    change(admin)

    needed = (
        "name time_zone accommodation_days complaint_days roster_shown takes_anonymous_complaints "
        "promise_grace_days"
    )
    blank = dict.fromkeys(set(WRITTEN) - {*needed.split()}, " ")
    assert change(admin, **blank).status == 303

    assert {getattr(reload(admin.member.agency), name) for name in blank} == {None}


@pytest.mark.parametrize(
    ("field", "typed", "message"),
    [
        ("name", "", ""),
        ("time_zone", "Nowhere", ""),
        ("phone", "911", ""),
        ("phone", "call us", ""),
        ("website", "http://police.example.org", ""),
        ("website", "police.example.org", ""),
        ("website", "javascript:alert(1)", ""),
        ("website", "https://", ""),
        ("website", "https://police", ""),
        ("website", "https://police.example.org@evil.example", ""),
        ("website", "https://police.example.org/a b", ""),
        ("website", "https://[police", ""),
        ("complaint_url", "ftp://police.example.org", ""),
        ("outside_complaint_url", "", ""),
        ("complaint_forms", "中文", "Write a language and an address in each line."),
        ("complaint_forms", "中文 http://police.example.org", ""),
        ("accommodation_email", "ada", ""),
        # No number is beyond its bounds.
        ("accommodation_days", "9" * 40, "Write a number of days from 0 to 30."),
        ("accommodation_days", "31", "Write a number of days from 0 to 30."),
        ("accommodation_days", "soon", "Write a number of days from 0 to 30."),
    ],
)
def test_a_wrong_entry_comes_back_with_what_was_typed(admin, field, typed, message):
    page = change(admin, **{field: typed})

    assert page.status == 422
    assert message in page.text(f"#{field}-error")
    assert len(page.select(".error-summary li")) == 1
    beside = {name: WRITTEN[name] for name in ("name", "name_es", "accommodation_en")}
    shown = {name: page.value(f"#{name}") for name in beside if page.has(f"#{name}")}
    assert shown == {name: typed if name == field else beside[name] for name in shown}
    if field != "time_zone":
        assert page.value(f"#{field}") == typed
    assert audited() == []


def test_a_second_factor_can_be_asked_of_all(admin):
    officer = make_staff(password_hash=hashed())
    never_signed_in = make_staff()

    change(admin, second_factor_for_all="y")

    due_at = reload(officer).second_factor_due_at
    assert timedelta(hours=23) < due_at - now() <= timedelta(hours=24)
    assert reload(never_signed_in).second_factor_due_at is None
    assert audited()[0][-1]["second_factor_for_all"] == [False, True]

    admin.post("/staff/settings/edit/sign-in")

    assert reload(officer).second_factor_due_at is None
    assert reload(admin.member).second_factor_due_at, "an administrator needs it in any case"


def test_the_usual_opening_sentence_is_shown_where_none_is_written_and_an_own_one_has_one_line(
    admin,
):
    page = admin.get(page_of("opening_en"))

    assert page.one("#opening_en")["placeholder"].startswith("We are here to get to know you")
    assert page.one("#opening_es")["placeholder"].startswith("Estamos aquí")
    assert "why you are there" in page.text("#opening_en-hint")
    change(admin, opening_en=" We work here.\r\n\r\nWe listen. ")
    assert reload(admin.member.agency).opening_en == "We work here. We listen."
