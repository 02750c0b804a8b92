"""A lost signal, a reload, a crash of the tab, a second thought."""

import json
import time
from contextlib import suppress
from functools import partial

import pytest
from playwright.sync_api import Error, expect

from coffeecop.models import Concern
from tests.factories import make_event, make_past_event, make_topic
from tests.journeys.checks import check_axe
from tests.journeys.conftest import SECONDS
from tests.journeys.states import make_receipt_concern, open_receipt
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
        expect(page.locator("#kind")).to_be_visible()
    page.locator("#answer").check()
    page.locator("#contact").fill("ann@example.org")


def is_still_there(page):
    expect(page.locator("#body")).to_have_value("Cars speed on Maple Court")
    expect(page.locator("#answer")).to_be_checked()
    expect(page.locator("#contact")).to_have_value("ann@example.org")


def test_what_is_being_written_survives_a_reload(phone, event):
    phone.goto(f"/events/{event.slug}")
    write(phone)

    phone.reload()

    is_still_there(phone)


class Tab:
    """A tab as the browser knows it: Playwright gives up a page that has crashed."""

    def __init__(self, page):
        self.page = page
        own = page.context.new_cdp_session(page)
        target = own.send("Target.getTargetInfo")["targetInfo"]["targetId"]
        self.browser = page.context.browser.new_browser_cdp_session()
        self.answers = []
        self.browser.on("Target.receivedMessageFromTarget", self._hear)
        self.session = self.browser.send("Target.attachToTarget", {"targetId": target})["sessionId"]

    def _hear(self, event):
        self.answers.append(json.loads(event["message"]))

    def _ask(self, method, **params):
        number = len(self.answers) + 1000
        message = json.dumps({"id": number, "method": method, "params": params})
        self.browser.send(
            "Target.sendMessageToTarget", {"sessionId": self.session, "message": message}
        )
        deadline = time.monotonic() + SECONDS
        while time.monotonic() < deadline:
            # Each question gives the other answers a chance to arrive.
            self.browser.send("Browser.getVersion")
            for answer in self.answers:
                if answer.get("id") == number:
                    return answer
        raise AssertionError(f"no answer to {method}")

    def go_to(self, url):
        self._ask("Page.navigate", url=url)
        self.wait_for("document.readyState === 'complete'")

    def wait_for(self, expression):
        deadline = time.monotonic() + SECONDS
        while not self.read(expression):
            assert time.monotonic() < deadline, expression

    def read(self, expression):
        return self._ask("Runtime.evaluate", expression=expression)["result"]["result"]["value"]


def test_what_is_being_written_survives_a_crash_of_the_tab(open_page, event):
    phone = open_page(is_new=True)
    phone.goto(f"/events/{event.slug}")
    write(phone)
    tab = Tab(phone)
    with phone.expect_event("crash"), suppress(Error):
        phone.goto("chrome://crash")

    tab.go_to(phone.url)

    tab.wait_for("document.querySelector('#body').value")
    assert tab.read("document.querySelector('#body').value") == "Cars speed on Maple Court"
    assert tab.read("document.querySelector('#answer').checked")


def test_a_draft_goes_when_it_is_sent(phone, event):
    phone.goto(f"/events/{event.slug}")
    phone.locator("#body").fill("Cars speed on Maple Court")
    phone.locator(SEND).tap()
    expect(phone.locator(".receipt-words")).to_be_visible()

    phone.goto(f"/events/{event.slug}")

    expect(phone.locator("#body")).to_have_value("")
    assert phone.evaluate("sessionStorage.length") == 0


def test_a_draft_stays_in_its_tab(phone, event):
    phone.goto(f"/events/{event.slug}")
    phone.locator("#body").fill("Cars speed on Maple Court")

    other = phone.context.new_page()
    other.goto(f"/events/{event.slug}")

    expect(other.locator("#body")).to_have_value("")
    assert phone.evaluate("localStorage.length") == 0


def test_a_form_with_errors_keeps_its_draft(phone, event):
    phone.goto(f"/events/{event.slug}")
    phone.get_by_text("About an officer, or for a neighbor?").tap()
    phone.get_by_label("A street or a park").fill("Maple Court")
    phone.locator(SEND).tap()
    expect(phone.get_by_role("alert")).to_be_visible()

    phone.goto(f"/events/{event.slug}")

    expect(phone.get_by_label("A street or a park")).to_have_value("Maple Court")


def open_with_worker(page, path):
    """Show a page that the phone has seen and for which it has the service worker at hand."""
    page.goto(path)
    page.evaluate("navigator.serviceWorker.ready.then(() => true)")
    # The first page was there before the worker; the second goes through it.
    page.reload()
    expect(page.get_by_role("heading", level=1)).to_be_visible()
    return page


def test_the_worker_takes_over_no_page_that_is_open(open_page, event):
    """What is sent in that moment would change hands, and at times was never sent."""
    phone = open_page(is_new=True)
    phone.goto(f"/events/{event.slug}")
    phone.evaluate("navigator.serviceWorker.ready.then(() => true)")

    assert not phone.evaluate("Boolean(navigator.serviceWorker.controller)")
    phone.reload()
    assert phone.evaluate("Boolean(navigator.serviceWorker.controller)")


def test_the_last_seen_event_page_is_shown_without_a_signal_and_says_so(open_page, event):
    page = open_with_worker(open_page(loses_signal=True, is_new=True), f"/events/{event.slug}")
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


def test_a_file_of_an_event_does_not_take_the_place_of_its_page(open_page, event):
    page = open_with_worker(open_page(loses_signal=True, is_new=True), f"/events/{event.slug}")
    with page.expect_download():
        page.locator(f"main a[href$='/{event.slug}.ics']").first.tap()
    page.context.set_offline(True)

    page.reload()

    expect(page.get_by_role("status").filter(has_text=OFFLINE)).to_be_visible()


@pytest.mark.parametrize("form", ["rsvp", "survey", "message", "find"])
def test_every_form_says_that_it_was_not_sent_and_keeps_its_text(open_page, app, form):
    page = open_page(loses_signal=True)
    past = make_past_event()
    field, text = {
        "rsvp": ("#name", "Ana Example"),
        "survey": ("#line", "More chairs"),
        "message": ("#message-form textarea", "Still dark."),
        "find": ("#words", "six words of a receipt"),
    }[form]
    if form == "message":
        make_receipt_concern("", event=past)
        open_receipt(page, "")
    else:
        event = make_event()
        paths = {
            "rsvp": f"/events/{event.slug}",
            "survey": f"/events/{past.slug}",
            "find": "/receipts",
        }
        page.goto(paths[form])
    for summary in page.locator("#rsvp summary, #survey summary").all():
        summary.tap()
    page.locator(field).fill(text)
    page.context.set_offline(True)
    button = page.locator(f"#{form}-form > button")
    button.tap()

    expect(page.get_by_role("alert")).to_contain_text(SAFE)
    expect(page.locator(field)).to_have_value(text)
    expect(button).to_be_focused()
    page.context.set_offline(False)
    # Until the answer is there, it would still be written when the next walk begins.
    with page.expect_response(lambda response: response.request.method == "POST"):
        button.tap()
    expect(page.locator(".not-sent")).to_have_count(0)


LATER = "Espere un minuto"
SHORTER = "Hágalo más corto"
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
    page.locator("#rsvp-form > button").tap()
    expect(page.locator("#rsvp [role=status]")).to_be_visible()
    page.reload()
    sign_in_on(page)
    page.goto("/staff")

    kept = page.evaluate(
        "caches.open('coffeecop').then((cache) => cache.keys())"
        ".then((requests) => requests.map((request) => new URL(request.url).pathname))"
    )

    assert {path for path in kept if not path.startswith("/static/")} == {f"/events/{event.slug}"}
