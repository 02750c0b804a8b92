"""A second factor: set up on a phone, asked for at sign-in, and before what is sensitive."""

from datetime import timedelta

from playwright.sync_api import expect
from pyotp import TOTP
from sqlalchemy import update

from coffeecop.db import db, now
from coffeecop.models import Role, StaffSession
from tests.factories import make_staff
from tests.journeys.conftest import each_way
from tests.staff.identity.passwords import GOOD, hashed


def sign_in_by_form(page, member):
    page.goto("/staff/sign-in")
    page.locator("#email").fill(member.email)
    page.locator("#password").fill(GOOD)
    page.locator("#sign-in-form button").tap()
    expect(page.locator("#code, .tabs").first).to_be_visible()


def type_code(page, code, *, form="#code-form"):
    page.locator(f"{form} [name$=code]").fill(code)
    page.locator(f"{form} button[type=submit]").tap()


def sign_out(page):
    page.goto("/staff/more")
    page.locator("main form button").tap()
    expect(page.locator("#sign-in-form")).to_be_visible()


def let_the_confirmation_expire():
    long_ago = now() - timedelta(minutes=11)
    db.session.execute(update(StaffSession).values(confirmed_at=long_ago))
    db.session.commit()


@each_way
def test_an_administrator_sets_it_up_and_signs_in_with_it(phone, prefix, app):
    language = prefix.strip("/") or "en"
    member = make_staff(Role.ADMIN, password_hash=hashed(), language=language)

    # The line on each page leads to the set-up.
    sign_in_by_form(phone, member)
    phone.locator(".notice a[href='/staff/account/second-factor']").tap()
    expect(phone.locator("#second-factor-form")).to_be_visible()
    phone.locator("summary").tap()
    secret = phone.locator("#secret").inner_text().replace(" ", "")
    type_code(phone, TOTP(secret).now(), form="#second-factor-form")
    codes = phone.locator(".codes li")
    expect(codes).to_have_count(10)
    first, second = (codes.nth(n).locator("code").inner_text() for n in (0, 1))
    phone.goto("/staff/account/second-factor")
    expect(phone.locator("#codes-form")).to_be_visible()
    expect(phone.locator(".notice-warning")).to_have_count(0)

    # The password alone is not enough. A code serves once: the next one, as this one is used.
    sign_out(phone)
    sign_in_by_form(phone, member)
    code = TOTP(secret).at(now(), counter_offset=1)
    type_code(phone, code)
    expect(phone.locator(".tabs")).to_be_visible()
    sign_out(phone)
    sign_in_by_form(phone, member)
    type_code(phone, code)
    expect(phone.locator("#code-error")).to_be_visible()

    # Without the phone, a recovery code, once.
    type_code(phone, first)
    expect(phone.get_by_role("status").first).to_contain_text("9")
    sign_out(phone)
    sign_in_by_form(phone, member)
    type_code(phone, first)
    expect(phone.locator("#code-error")).to_be_visible()
    type_code(phone, second)
    expect(phone.locator(".tabs")).to_be_visible()
