"""A person's own phone stays signed in; what is left open elsewhere is ended from it."""

from playwright.sync_api import expect

from tests.factories import make_staff
from tests.journeys.fixtures import PHONE
from tests.staff.identity.passwords import GOOD, hashed


def sign_in_by_form(page, member, *, is_own_device=False):
    page.goto("/staff/sign-in?next=/staff/account")
    page.locator("#email").fill(member.email)
    page.locator("#password").fill(GOOD)
    page.locator("#is_own_device").set_checked(is_own_device)
    page.locator("#sign-in-form button").click()
    expect(page.locator("#sessions")).to_be_visible()


def test_a_closed_browser_forgets_a_shared_session_and_keeps_that_of_an_own_device(
    open_page, new_context, app
):
    member = make_staff(password_hash=hashed())
    for is_own_device in (True, False):
        page = open_page()
        sign_in_by_form(page, member, is_own_device=is_own_device)
        cookies = [each for each in page.context.cookies() if each["expires"] != -1]
        # What a browser still has when it is opened again.
        later = new_context(storage_state={"cookies": cookies, "origins": []}, **PHONE).new_page()

        later.goto("/staff/account")

        expect(later.locator("#sessions" if is_own_device else "#sign-in-form")).to_be_visible()
