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


def change(visitor, monday="2027-03-01", **fields):
    shown = as_shown(whole(visitor, f"{PAGE}/{monday}"))
    return visitor.post(f"{PAGE}/{monday}", **{**shown, **fields})


def change_channel(visitor, url):
    return visitor.post(f"{PAGE}/teams", teams_url=url)


def on_duty():
    db.session.rollback()
    weeks = db.session.query(DutyWeek).order_by(DutyWeek.monday)
    return [(week.monday, week.staff_id, week.deputy_id) for week in weeks]


@pytest.mark.both_databases
def test_the_weeks_are_written_changed_and_emptied(admin):
    ana, bob = make_staff(name="Ana Sample"), make_staff(name="Bob Sample")
    make_staff(name="Elsewhere", agency=make_agency())
    make_staff(name="Gone", disabled_at=ana.created_at)

    assert "Week from Mar 1, 2027 on Nobody" in whole(admin, PAGE).words
    assert whole(admin, f"{PAGE}/2027-04-05").texts("#staff_id option") == [
        "Nobody",
        "Ana Sample",
        "Bob Sample",
        "Sgt. Sample",
    ]
    change(admin, "2027-04-05", staff_id=str(bob.id))
    page = arrive(admin, change(admin, staff_id=str(ana.id), deputy_id=str(bob.id)))
    assert on_duty() == [(date(2027, 3, 1), ana.id, bob.id), (date(2027, 4, 5), bob.id, None)]
    assert "On duty this week: Ana Sample. Deputy: Bob Sample." in page.words
    assert "Week from Mar 1, 2027 on Ana Sample, Bob Sample" in page.words
    assert "Ana Sample has no phone with alerts turned on." in page.words

    make_phone(ana), make_phone(bob)
    change(admin, "2027-04-05", staff_id="")
    page = arrive(admin, change(admin, deputy_id=""))

    assert on_duty() == [(date(2027, 3, 1), ana.id, None)]
    assert "On duty this week: Ana Sample." in page.words
    assert "no phone with alerts" not in page.words
    change(admin)
    assert [each[0] for each in audited()] == [AuditAction.SETTINGS_CHANGED] * 4


@pytest.mark.parametrize(
    ("fields", "field"),
    [
        ({"staff_id": "{ana}", "deputy_id": "{ana}"}, "deputy_id"),
        ({"deputy_id": "{ana}"}, "deputy_id"),
        ({"staff_id": "{other}"}, "staff_id"),
        ({"staff_id": "9" * 400}, "staff_id"),
        ({"teams_url": "http://prod-1.westus.logic.azure.com/workflows/1"}, "teams_url"),
        ({"teams_url": "https://10.0.0.1/workflows/1"}, "teams_url"),
        ({"teams_url": "https://example.webhook.office.com/1"}, "teams_url"),
        ({"teams_url": WORKFLOW + "x" * 1000}, "teams_url"),
    ],
)
def test_a_wrong_entry_comes_back_beside_its_field(admin, fields, field):
    people = {"ana": make_staff().id, "other": make_staff(agency=make_agency()).id}
    fields = {name: value.format(**people) for name, value in fields.items()}

    if url := fields.get("teams_url"):
        page = change_channel(admin, url)
    else:
        page = change(admin, "2027-03-08", **fields)

    assert page.refused(f"#{field}-error")
    assert on_duty() == []
    assert channel_of(reload(admin.member.agency)) is None


@pytest.mark.parametrize("monday", ["tomorrow", "2027-02-22", "2027-03-02", "2027-04-12"])
def test_a_page_of_another_week_is_not_taken_for_one_of_these(admin, monday):
    assert admin.get(f"{PAGE}/{monday}").status == 404
    assert admin.post(f"{PAGE}/{monday}", staff_id=str(admin.member.id)).status == 404
    assert on_duty() == []


def test_the_channel_is_kept_tested_and_its_secret_address_not_in_the_audit_log(admin):
    assert admin.post(f"{PAGE}/test").status == 422
    assert "Channel in Teams On" in arrive(admin, change_channel(admin, WORKFLOW)).words
    assert whole(admin, f"{PAGE}/teams").value("#teams_url") == WORKFLOW
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
    change_channel(admin, "")
    assert channel_of(reload(admin.member.agency)) is None
