"""A person's own phone stays signed in; what is left open elsewhere is ended from it."""

from playwright.sync_api import expect

from tests.factories import make_staff
from tests.journeys.checks import check_easy_to_use
from tests.journeys.conftest import PHONE
from tests.staff.identity.passwords import GOOD, hashed

WORDS = {
    "en": ("Where you are signed in", "Your own device", "Sign out", "Sign out everywhere else"),
    "es": (
        "Dónde tiene sesión abierta",
        "Su propio dispositivo",
        "Cerrar sesión",
        "Cerrar las demás sesiones",
    ),
}


def sign_in_by_form(page, member, *, is_own_device=False):
    page.goto("/staff/sign-in?next=/staff/account")
    page.locator("#email").fill(member.email)
    page.locator("#password").fill(GOOD)
    page.locator("#is_own_device").set_checked(is_own_device)
    page.locator("#sign-in-form button").click()
    expect(page.locator("#sessions")).to_be_visible()


def test_a_session_left_open_is_ended_from_the_own_phone(phone, prefix, open_page, app):
    language = prefix.strip("/") or "en"
    heading, own_device, sign_out, everywhere_else = WORDS[language]
    member = make_staff(password_hash=hashed(), language=language)
    desk = open_page(screen={"viewport": {"width": 1280, "height": 800}})
    tablet = open_page()
    for page in (desk, tablet):
        sign_in_by_form(page, member)
    sign_in_by_form(phone, member, is_own_device=True)
    expect(phone.get_by_role("heading", name=heading)).to_be_visible()
    rows = phone.locator("#sessions li")
    expect(rows).to_have_count(3)
    expect(rows.first).to_contain_text(own_device)
    check_easy_to_use(phone)

    rows.nth(1).get_by_role("button", name=sign_out, exact=True).tap()
    expect(rows).to_have_count(2)
    expect(phone.get_by_role("status").first).to_be_visible()
    tablet.reload()
    expect(tablet.locator("#sign-in-form")).to_be_visible()

    phone.get_by_role("button", name=everywhere_else).tap()
    expect(rows).to_have_count(1)
    desk.reload()
    expect(desk.locator("#sign-in-form")).to_be_visible()

    rows.first.get_by_role("button", name=sign_out, exact=True).tap()
    expect(phone.locator("#sign-in-form")).to_be_visible()
    check_easy_to_use(phone)


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
