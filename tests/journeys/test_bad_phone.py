"""A lost signal, a reload, what keeps machines out: nothing costs a person the words."""

from functools import partial

import pytest
from playwright.sync_api import expect

from coffeecop.models import Concern, Rsvp
from tests.factories import make_event, make_topic
from tests.journeys.checks import check_axe
from tests.journeys.states import CODES, FOLD, make_receipt_concern, open_receipt, send_rsvp
from tests.journeys.watch import MOCKED
from tests.stored import one_of

SEND = "#concern-form > button"
SAFE = "Your text is safe here"
SAFE_IN_SPANISH = "Su texto sigue aquí"
OFFLINE = "You are offline"


@pytest.fixture
def event(app):
    make_topic(name_en="Speeding")
    return make_event()


def write(page):
    page.locator("#body").fill("Cars speed on Maple Court")
    if page.evaluate("'htmx' in window"):
        # What was guessed moves the rest of the form.
        expect(page.locator("#topics")).to_be_visible()
    page.locator("#answer").check()
    if not page.locator("#contact").is_visible():
        page.locator(FOLD).tap()
    page.locator("#contact").fill("ann@example.org")


def is_still_there(page):
    expect(page.locator("#body")).to_have_value("Cars speed on Maple Court")
    expect(page.locator("#answer")).to_be_checked()
    expect(page.locator("#contact")).to_have_value("ann@example.org")


def test_what_is_being_written_survives_a_reload_in_its_tab_until_it_is_sent(phone, event):
    path = f"/events/{event.slug}"
    phone.goto(path)
    phone.locator(FOLD).tap()
    phone.get_by_label("A street or a park").fill("Maple Court")
    phone.locator(SEND).tap()
    expect(phone.get_by_role("alert")).to_be_visible()
    phone.goto(path)
    expect(phone.get_by_label("A street or a park")).to_have_value("Maple Court")

    write(phone)
    # It is kept at once: a tab that crashes does nothing more.
    phone.wait_for_function("JSON.stringify(sessionStorage).includes('Cars speed on Maple Court')")
    other = phone.context.new_page()
    other.goto(path)
    expect(other.locator("#body")).to_have_value("")
    assert phone.evaluate("localStorage.length") == 0
    phone.reload()
    is_still_there(phone)

    phone.locator(SEND).tap()
    expect(phone.locator(".receipt-words")).to_be_visible()
    phone.goto(path)
    expect(phone.locator("#body")).to_have_value("")
    assert phone.evaluate("sessionStorage.length") == 0


def open_with_worker(page, path):
    """Show a page that the phone has seen and for which it has the service worker at hand."""
    page.goto(path)
    page.evaluate("navigator.serviceWorker.ready.then(() => true)")
    # It takes over no page that is open: what is sent in that moment would change hands, and at
    # times was never sent.
    is_controlled = "Boolean(navigator.serviceWorker.controller)"
    assert not page.evaluate(is_controlled)
    page.reload()
    assert page.evaluate(is_controlled)
    expect(page.get_by_role("heading", level=1)).to_be_visible()
    return page


def test_the_last_seen_event_page_is_shown_without_a_signal_and_says_so(open_page, event):
    page = open_with_worker(open_page(loses_signal=True, is_new=True), f"/events/{event.slug}")
    # A file of the event does not take the place of its page.
    with page.expect_download():
        page.locator(f"main a[href$='/{event.slug}.ics']").first.tap()
    page.context.set_offline(True)
    page.reload()

    expect(page.get_by_role("heading", level=1)).to_have_text(event.title_en)
    expect(page.get_by_role("status").filter(has_text=OFFLINE)).to_be_visible()
    check_axe(page)

    page.locator("#body").fill("Cars speed")
    page.locator(SEND).tap()
    expect(page.get_by_role("alert")).to_contain_text(SAFE)

    page.context.set_offline(False)
    page.locator(SEND).tap()
    expect(page.locator(".receipt-words")).to_be_visible()
    # What did not go was not queued: it would be a second one now.
    one_of(Concern)


def test_the_first_page_is_shown_again_without_a_signal(open_page, event):
    page = open_page(loses_signal=True, is_new=True)
    page.goto(f"/events/{event.slug}")
    page.evaluate("navigator.serviceWorker.ready.then(() => true)")
    page.context.set_offline(True)
    page.reload()

    expect(page.get_by_role("status").filter(has_text=OFFLINE)).to_be_visible()


def test_a_form_goes_by_itself_once_there_is_a_signal_if_the_resident_said_so(open_page, event):
    page = open_page(loses_signal=True)
    page.goto(f"/events/{event.slug}")
    page.locator("#body").fill("Cars speed")
    page.context.set_offline(True)
    page.locator(SEND).tap()
    page.get_by_role("button", name="Send it for me").tap()
    expect(page.get_by_role("alert")).to_contain_text("Not sent yet")
    page.context.set_offline(False)

    expect(page.locator(".receipt-words")).to_be_visible()
    one_of(Concern)


def test_a_number_that_was_tapped_without_a_signal_goes_once_there_is_one(open_page, event):
    page = open_page(loses_signal=True)
    page.goto(f"/events/{event.slug}")
    page.context.set_offline(True)
    page.locator("#rsvp .chip").nth(1).tap()
    expect(page.get_by_role("alert")).to_contain_text("We'll send it when there is a signal")
    expect(page.get_by_role("alert")).not_to_contain_text(SAFE)
    page.context.set_offline(False)

    expect(page.locator("#rsvp [role=status]")).to_contain_text("both of you")
    assert one_of(Rsvp).party_size == 2


FORMS = {
    "concern": ("#body", "The light at the corner is out.", ".receipt-words"),
    "rsvp": ("#name", "Ana Example", "#rsvp [role=status]"),
    "message": ("#message-form textarea", "Still dark.", "#concern [role=status]"),
    "find": ("#words", CODES[""].replace("-", " "), ".receipt-words"),
}


@pytest.mark.parametrize("form", FORMS)
def test_no_form_loses_its_text_without_a_signal_or_when_it_is_taken_for_a_machine_s(
    open_page, app, form
):
    page = open_page(loses_signal=True)
    field, text, sent = FORMS[form]
    event = make_event()
    make_receipt_concern("", event=event)
    if form == "message":
        open_receipt(page, "")
    else:
        at_event = f"/events/{event.slug}{'/rsvps/new' if form == 'rsvp' else ''}"
        page.goto("/receipts" if form == "find" else at_event)
    for summary in page.locator("#rsvp summary").all():
        summary.tap()
    check_that_it_keeps(page, form, field, text, sent)


def check_that_it_keeps(page, form, field, text, sent):
    page.locator(field).fill(text)
    button = page.locator(f"#{form}-form > button")

    page.context.set_offline(True)
    button.tap()
    expect(page.get_by_role("alert")).to_contain_text(SAFE)
    expect(page.locator(field)).to_have_value(text)
    expect(button).to_be_focused()
    page.context.set_offline(False)

    trap = page.locator(f"#{form}-form input[name=website]")
    expect(trap).not_to_be_in_viewport()
    # As a machine does it: it does not look at the page.
    trap.evaluate("box => { box.value = 'https://example.org' }")
    button.tap()
    expect(page.locator(".not-sent")).to_have_count(0)
    expect(page.locator(f"#{form}-form [role=alert]").first).to_be_visible()
    expect(page.locator(field)).to_have_value(text)

    trap.fill("")
    button.tap()
    expect(page.locator(sent).first).to_be_visible()


LATER = "Espere un minuto"
SHORTER = "Acórtelo"
# Between two alike, one that says something else: so each is seen to come.
REFUSALS = {
    500: SAFE_IN_SPANISH,
    429: LATER,
    502: SAFE_IN_SPANISH,
    413: SHORTER,
    503: SAFE_IN_SPANISH,
    403: SAFE_IN_SPANISH,
}


def feign(status, route):
    route.fulfill(status=status, headers=MOCKED)


def test_whatever_the_answer_is_the_text_is_there_and_can_be_sent_again(open_page, event):
    page = open_page(loses_signal=True)
    page.goto(f"/es/events/{event.slug}")
    write(page)
    for status, said in REFUSALS.items():
        page.route("**/concerns", partial(feign, status), times=1)
        with page.expect_response("**/concerns"):
            page.locator(SEND).tap()

        alert = page.get_by_role("alert")
        expect(alert).to_contain_text(said)
        expect(alert).to_contain_text(SAFE_IN_SPANISH)
        expect(alert).to_be_in_viewport(ratio=0.9)
        expect(page.locator(SEND)).to_be_focused()
        is_still_there(page)

    page.locator(SEND).tap()
    expect(page.locator(".receipt-words")).to_be_visible()


def test_where_no_answer_comes_the_page_says_so(open_page, event):
    page = open_page(loses_signal=True)
    page.goto(f"/events/{event.slug}")
    write(page)
    page.evaluate("htmx.config.defaultTimeout = 100")
    page.route("**/concerns", lambda route: None)
    page.locator(SEND).tap()

    expect(page.get_by_role("alert")).to_contain_text(SAFE)
    is_still_there(page)


def test_without_a_script_the_text_is_still_there_on_going_back(open_page, event):
    page = open_page(script=False, loses_signal=True)
    page.goto(f"/events/{event.slug}")
    write(page)
    failure = {"status": 503, "headers": MOCKED, "body": "We'll be back soon"}
    page.route("**/concerns", lambda route: route.fulfill(**failure))
    page.locator(SEND).tap()
    page.wait_for_url("**/concerns")
    page.unroute("**/concerns")
    page.go_back()

    is_still_there(page)
    page.locator(SEND).tap()
    expect(page.locator(".receipt-words")).to_be_visible()


def test_no_receipt_rsvp_or_staff_page_is_kept_on_the_phone(open_page, event, sign_in_on):
    page = open_with_worker(open_page(loses_signal=True, is_new=True), f"/events/{event.slug}")
    send_rsvp(page)
    page.reload()
    sign_in_on(page)
    page.goto("/staff")

    kept = page.evaluate(
        "caches.open('coffeecop').then((cache) => cache.keys())"
        ".then((requests) => requests.map((request) => new URL(request.url).pathname))"
    )

    assert {path for path in kept if not path.startswith("/static/")} == {f"/events/{event.slug}"}
