from playwright.sync_api import expect

from coffeecop.db import db
from coffeecop.models import Role, StaffSession
from coffeecop.parts.duty.models import DutyAlert, monday_of
from coffeecop.parts.duty.tests.rows import make_phone, put_on_duty
from tests.factories import make_staff, now, save


def duty_with_a_failed_alert(page, open_as):
    member = open_as(*Role)
    put_on_duty(member, make_staff())
    own = make_phone(member, session=db.session.query(StaffSession).first())
    failed = {"failed_at": now(), "last_error": "answer 403"}
    save(DutyAlert(subscription_id=own.id, payload="{}", **failed))
    page.goto("/staff/account?show=notifications")
    expect(page.locator("#phone-test-form")).to_be_visible()
    yield
    for each in ("", f"/{monday_of(member.agency.today)}", "/teams"):
        page.goto(f"/staff/settings/duty{each}")
        yield


WALKS = [duty_with_a_failed_alert]
