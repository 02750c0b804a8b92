"""Who is on duty in which week, and the channel in Teams."""

import json
from datetime import date

import pytest
import time_machine

from coffeecop.db import db
from coffeecop.models import AuditAction
from coffeecop.parts.duty.models import DutyAlert, DutyWeek, channel_of
from coffeecop.parts.duty.tests.rows import make_phone
from tests.factories import make_agency, make_staff
from tests.staff.form_filling import arrive, as_shown, whole
from tests.stored import audited, one_of, reload

PAGE = "/staff/settings/duty"
WORKFLOW = (
    "https://prod-1.westus.logic.azure.com:443/workflows/1/triggers/manual/paths/invoke?sig=s"
)


@pytest.fixture(autouse=True)
def wednesday():
    with time_machine.travel("2027-03-03T20:00:00Z", tick=False) as clock:
        yield clock


def change(visitor, **fields):
    shown = as_shown(whole(visitor, PAGE), "#duty-form")
    return visitor.post(PAGE, **{**shown, **fields})


def on_duty():
    db.session.rollback()
    weeks = db.session.query(DutyWeek).order_by(DutyWeek.monday)
    return [(week.monday, week.staff_id, week.deputy_id) for week in weeks]


@pytest.mark.both_databases
def test_the_weeks_are_written_changed_and_emptied(admin):
    ana, bob = make_staff(name="Ana Sample"), make_staff(name="Bob Sample")
    make_staff(name="Elsewhere", agency=make_agency())
    make_staff(name="Gone", disabled_at=ana.created_at)

    page = whole(admin, PAGE)
    assert "Week from Mar 1, 2027 on" in page.words
    assert page.texts("#weeks-0-staff_id option") == [
        "Nobody",
        "Ana Sample",
        "Bob Sample",
        "Sgt. Sample",
    ]
    first = {"weeks-0-staff_id": str(ana.id), "weeks-0-deputy_id": str(bob.id)}
    page = arrive(admin, change(admin, **first, **{"weeks-5-staff_id": str(bob.id)}))
    assert on_duty() == [(date(2027, 3, 1), ana.id, bob.id), (date(2027, 4, 5), bob.id, None)]
    assert "On duty this week: Ana Sample. Deputy: Bob Sample." in page.words
    assert "Ana Sample has no phone with alerts turned on." in page.words

    make_phone(ana), make_phone(bob)
    page = arrive(admin, change(admin, **{"weeks-0-deputy_id": "", "weeks-5-staff_id": ""}))

    assert on_duty() == [(date(2027, 3, 1), ana.id, None)]
    assert "On duty this week: Ana Sample." in page.words
    assert "no phone with alerts" not in page.words
    change(admin)
    assert [each[0] for each in audited()] == [AuditAction.SETTINGS_CHANGED] * 2


@pytest.mark.parametrize(
    ("fields", "field"),
    [
        ({"weeks-0-staff_id": "{ana}", "weeks-0-deputy_id": "{ana}"}, "weeks-0-deputy_id"),
        ({"weeks-1-deputy_id": "{ana}"}, "weeks-1-deputy_id"),
        ({"weeks-0-staff_id": "{other}"}, "weeks-0-staff_id"),
        ({"weeks-0-staff_id": "9" * 400}, "weeks-0-staff_id"),
        ({"teams_url": "http://prod-1.westus.logic.azure.com/workflows/1"}, "teams_url"),
        ({"teams_url": "https://10.0.0.1/workflows/1"}, "teams_url"),
        ({"teams_url": "https://example.webhook.office.com/1"}, "teams_url"),
        ({"teams_url": WORKFLOW + "x" * 1000}, "teams_url"),
    ],
)
def test_a_wrong_entry_comes_back_beside_its_field(admin, fields, field):
    people = {"ana": make_staff().id, "other": make_staff(agency=make_agency()).id}
    fields = {name: value.format(**people) for name, value in fields.items()}

    page = change(admin, **fields)

    assert page.status == 422
    assert page.has(f"#{field}-error")
    assert on_duty() == []
    assert channel_of(reload(admin.member.agency)) is None


@pytest.mark.parametrize(
    "fields", [{}, {"weeks-0-monday": "tomorrow"}, {"weeks-0-monday": "2027-03-08"}]
)
def test_a_page_of_another_week_is_not_taken_for_this_one(admin, fields):
    page = admin.post(PAGE, **fields, **{"weeks-0-staff_id": str(admin.member.id)})

    assert page.status == 422
    assert "This page was out of date" in page.words
    assert on_duty() == []


def test_the_channel_is_kept_tested_and_its_secret_address_not_in_the_audit_log(admin):
    assert admin.post(f"{PAGE}/test").status == 422
    page = arrive(admin, change(admin, teams_url=WORKFLOW))
    assert page.value("#teams_url") == WORKFLOW
    (entry,) = audited()
    assert entry == (
        AuditAction.SETTINGS_CHANGED,
        admin.member.id,
        admin.member.agency_id,
        {"teams_url": None},
    )

    page = arrive(admin, admin.post(f"{PAGE}/test"))

    card = json.loads(one_of(DutyAlert, is_test=True).payload)
    assert card["attachments"][0]["content"]["body"][0]["text"] == "This is a test"
    assert "An alert has waited for 1 minute to get out." in page.words
    answers = [admin.post(f"{PAGE}/test").status for _ in range(5)]
    assert answers == [303] * 4 + [422]
    change(admin, teams_url="")
    assert channel_of(reload(admin.member.agency)) is None
