"""A lost signal, a reload, a crash of the tab, a second thought."""

import pytest
from playwright.sync_api import expect

from tests.factories import make_event, make_topic
from tests.journeys.checks import no_axe_violations

SEND = "Send to the officers"


@pytest.fixture
def event(app):
    make_topic(name_en="Speeding")
    return make_event()


def test_what_is_being_written_survives_a_reload(with_script, event):
    with_script.goto(f"/events/{event.slug}")
    with_script.locator("#body").fill("Cars speed on Maple Court")
    with_script.get_by_label("Speeding").check()
    with_script.get_by_label("A question").check()

    with_script.reload()

    expect(with_script.locator("#body")).to_have_value("Cars speed on Maple Court")
    expect(with_script.get_by_label("Speeding")).to_be_checked()
    expect(with_script.get_by_label("A question")).to_be_checked()


def test_a_draft_goes_when_it_is_sent(with_script, event):
    with_script.goto(f"/events/{event.slug}")
    with_script.locator("#body").fill("Cars speed on Maple Court")
    with_script.get_by_role("button", name=SEND).tap()
    expect(with_script.get_by_role("heading", name="We have it")).to_be_visible()

    with_script.goto(f"/events/{event.slug}")

    expect(with_script.locator("#body")).to_have_value("")
    assert with_script.evaluate("sessionStorage.length") == 0


def test_a_draft_stays_in_its_tab(with_script, event):
    with_script.goto(f"/events/{event.slug}")
    with_script.locator("#body").fill("Cars speed on Maple Court")

    other = with_script.context.new_page()
    other.goto(f"/events/{event.slug}")

    expect(other.locator("#body")).to_have_value("")
    assert with_script.evaluate("localStorage.length") == 0


def test_a_form_with_errors_keeps_its_draft(with_script, event):
    with_script.goto(f"/events/{event.slug}")
    with_script.get_by_text("Add a place").tap()
    with_script.get_by_label("Where is it?").fill("Maple Court")
    with_script.get_by_role("button", name=SEND).tap()
    expect(with_script.get_by_role("alert")).to_be_visible()

    with_script.goto(f"/events/{event.slug}")

    expect(with_script.get_by_label("Where is it?")).to_have_value("Maple Court")


@pytest.fixture
def with_worker(open_page, event):
    """A phone that has seen the event's page and has its service worker at hand."""
    page = open_page(loses_signal=True)
    page.goto(f"/events/{event.slug}")
    page.evaluate("navigator.serviceWorker.ready.then(() => true)")
    # The first page was there before the worker; the second goes through it.
    page.reload()
    expect(page.get_by_role("heading", level=1)).to_be_visible()
    return page


def test_the_worker_takes_over_no_page_that_is_open(with_script, event):
    """What is sent in that moment would change hands, and at times was never sent."""
    with_script.goto(f"/events/{event.slug}")
    with_script.evaluate("navigator.serviceWorker.ready.then(() => true)")

    assert not with_script.evaluate("Boolean(navigator.serviceWorker.controller)")
    with_script.reload()
    assert with_script.evaluate("Boolean(navigator.serviceWorker.controller)")


def test_the_last_seen_event_page_is_shown_without_a_signal_and_says_so(with_worker, event):
    with_worker.context.set_offline(True)
    with_worker.reload()

    expect(with_worker.get_by_role("heading", level=1)).to_have_text(event.title_en)
    expect(with_worker.get_by_role("status").filter(has_text="You are offline")).to_be_visible()
    no_axe_violations(with_worker)

    with_worker.locator("#body").fill("Cars speed")
    with_worker.get_by_role("button", name=SEND).tap()
    expect(with_worker.get_by_role("alert")).to_contain_text("Your text is safe here")

    with_worker.context.set_offline(False)
    with_worker.get_by_role("button", name=SEND).tap()
    expect(with_worker.get_by_role("heading", name="We have it")).to_be_visible()


def test_no_receipt_rsvp_or_staff_page_is_kept_on_the_phone(with_worker, event, sign_in_on):
    with_worker.get_by_role("button", name="Send my RSVP").tap()
    link = with_worker.locator("#rsvp a[href*='/rsvps/']").first.get_attribute("href")
    with_worker.goto(link)
    sign_in_on(with_worker)
    with_worker.goto("/staff")

    kept = with_worker.evaluate(
        "caches.open('coffeecop').then((cache) => cache.keys())"
        ".then((requests) => requests.map((request) => new URL(request.url).pathname))"
    )

    assert {path for path in kept if not path.startswith("/static/")} == {f"/events/{event.slug}"}
