"""The account and the rows of the settings, in their states, on a phone."""

from playwright.sync_api import expect

from coffeecop.db import db
from coffeecop.models import Language, Role, StaffSession
from coffeecop.parts.duty.models import DutyAlert, monday_of
from coffeecop.parts.duty.tests.rows import make_phone, put_on_duty
from tests.factories import make_staff, now, save
from tests.journeys.checks import check_axe, check_layout


def test_they_are_easy_to_use_in_spanish(phone, sign_in_on):
    member = sign_in_on(phone, *Role, language=Language.SPANISH)
    put_on_duty(member, make_staff())
    own = make_phone(member, session=db.session.query(StaffSession).first())
    failed = {"failed_at": now(), "last_error": "answer 403"}
    save(DutyAlert(subscription_id=own.id, payload="{}", **failed))

    phone.goto("/staff/account?show=notifications")
    expect(phone.locator("#phone-test-form")).to_be_visible()
    check_layout(phone)
    check_axe(phone, contrast=False)
    week = monday_of(member.agency.today)
    for page in ("", f"/{week}", "/teams"):
        phone.goto(f"/staff/settings/duty{page}")
        check_layout(phone)
        check_axe(phone, contrast=False)
