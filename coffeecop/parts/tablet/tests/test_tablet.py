"""One tablet for everybody: what one person wrote is gone for the next, by touch or by time."""

import re
from urllib.parse import quote_plus

import pytest
from playwright.sync_api import expect

from coffeecop.models import Arrival, Concern, Language, Phase
from coffeecop.web.tokens import door_code
from tests.journeys.checks import check_axe, check_words
from tests.journeys.fixtures import each_way
from tests.stored import all_of, one_of

pytestmark = pytest.mark.slow

TEXT = "The cars speed near the school."


@pytest.fixture
def tablet(open_page, live_server, event):
    page = open_page(loses_signal=True, is_new=True)
    page.clock.install()
    page.goto(f"/events/{event.slug}/tablet?door={door_code(event)}")
    return page


@pytest.fixture
def cut_off(tablet, live_server):
    """A tablet whose network went after it was set up."""
    expect(tablet.get_by_text("This page also works without a signal.")).to_be_visible()
    live_server.is_reachable = False
    yield tablet
    live_server.is_reachable = True


def reconnect(page, live_server):
    """Let the server be reached again, and the page find out by itself."""
    live_server.is_reachable = True
    page.clock.fast_forward(21_000)


def start(page, words):
    page.get_by_role("link", name=words, exact=True).tap()


def write(page):
    start(page, "Tell us what's on your mind")
    page.locator("#body").fill(TEXT)


def send(page):
    page.get_by_role("button", name="Send to the officers").tap()


def at_start(page):
    expect(page.locator(".both-languages")).to_be_visible()


def test_a_receipt_leaves_the_screen_and_no_way_back_leads_to_it(tablet):
    before = tablet.evaluate("history.length")
    write(tablet)
    tablet.locator("#concern-form summary").last.tap()
    tablet.locator("[data-asks] input").uncheck()
    send(tablet)
    expect(tablet.locator(".receipt-words li")).to_have_count(6)

    tablet.clock.fast_forward(20_000)
    tablet.locator("h1").tap()
    tablet.clock.fast_forward(20_000)
    expect(tablet.locator(".receipt-words")).to_be_visible()
    tablet.clock.fast_forward(11_000)
    at_start(tablet)

    assert one_of(Concern).body == TEXT
    assert tablet.evaluate(STORED) == "[{},{}]"
    assert tablet.evaluate("history.length") == before
    start(tablet, "Tell us what's on your mind")
    expect(tablet.locator("#body")).to_have_value("")


def test_who_walks_off_leaves_no_words_behind(tablet):
    write(tablet)
    tablet.clock.fast_forward(91_000)
    expect(tablet.locator("#closes-soon")).to_be_visible()
    tablet.locator("#body").press("!")
    expect(tablet.locator("#closes-soon")).to_be_hidden()

    tablet.clock.fast_forward(121_000)

    at_start(tablet)
    assert all_of(Concern) == []


STORED = "JSON.stringify([{...sessionStorage}, {...localStorage}])"
WAITED = {
    Language.ENGLISH: (
        "Tell us what's on your mind",
        "Send to the officers",
        "I'm here",
        "Start again",
    ),
    Language.SPANISH: (
        "Díganos qué le preocupa",
        "Enviar a los oficiales",
        "Ya llegué",
        "Empezar de nuevo",
    ),
}


@pytest.mark.parametrize("language", Language)
def test_without_a_network_each_entry_waits_sealed_and_is_sent_once(cut_off, live_server, language):
    to_write, to_send, to_count, again = WAITED[language]
    # Two say the same, and two come alone: on a kept page they are told apart.
    for _person in range(2):
        start(cut_off, to_write)
        cut_off.locator("#body").fill(TEXT)
        cut_off.get_by_role("button", name=to_send).tap()
        expect(cut_off.locator(".help-lines")).to_be_visible()
        expect(cut_off.locator(".receipt-words")).to_have_count(0)
        start(cut_off, again)
        start(cut_off, to_count)
        cut_off.locator("#arrival-form > button").tap()
        expect(cut_off).to_have_url(re.compile("/arrival/waited"))
        start(cut_off, again)
        at_start(cut_off)
    cut_off.reload()

    expect(cut_off.locator("#waits")).to_contain_text("4")
    kept = cut_off.evaluate(STORED)
    for words in (TEXT, quote_plus(TEXT), "speed"):
        assert words not in kept
        assert words not in cut_off.content()
    assert all_of(Concern) == all_of(Arrival) == []

    reconnect(cut_off, live_server)

    expect(cut_off.locator("#waits")).to_be_hidden()
    assert cut_off.evaluate(STORED) == "[{},{}]"
    cut_off.reload()
    at_start(cut_off)
    concerns = all_of(Concern)
    assert [(each.body, each.language) for each in concerns] == [(TEXT, language)] * 2
    assert {each.phase for each in concerns} == {Phase.AT}
    assert [each.people for each in all_of(Arrival)] == [1, 1]


def test_an_answer_that_is_lost_on_the_way_makes_no_second_concern(cut_off, live_server):
    live_server.is_reachable = True
    write(cut_off)
    cut_off.route("**/tablet/concern*", lambda route: (route.fetch(), route.abort()), times=1)
    with cut_off.expect_response("**/concern/waited*") as answer:
        send(cut_off)
    assert answer.value.status == 200
    start(cut_off, "Start again")

    at_start(cut_off)
    expect(cut_off.locator("#waits")).to_be_hidden()
    assert one_of(Concern).body == TEXT


def test_what_could_not_be_mended_later_is_said_beside_its_field_before_it_waits(cut_off):
    start(cut_off, "Díganos qué le preocupa")
    cut_off.locator("#answer").check()
    body, contact = cut_off.locator("#body"), cut_off.locator("#contact")
    cut_off.locator("#concern-form summary").last.tap()
    contact.fill("jim")
    cut_off.locator("#concern-form > button").first.tap()
    wrong = cut_off.locator(".field-invalid > .error")
    expect(wrong).to_have_text([re.compile("^Primero escriba"), re.compile("^Escriba un número")])
    expect(body).to_be_focused()
    expect(cut_off.locator(".not-sent")).to_have_count(0)
    check_axe(cut_off)
    body.fill(TEXT)
    cut_off.locator("#concern-form > button").first.tap()
    expect(contact).to_be_focused()
    expect(wrong).to_have_count(1)
    contact.fill("805 555 0100")

    cut_off.locator("#concern-form > button").first.tap()

    expect(cut_off.locator("#it-waits")).to_be_visible()
    assert cut_off.evaluate("JSON.parse(localStorage.tablet).length") == 1
    start(cut_off, "Empezar de nuevo")
    start(cut_off, "I'm here")
    cut_off.locator("#party_size-4").check()
    cut_off.locator("#exact_size").fill("21")
    cut_off.locator("#arrival-form > button").tap()
    expect(wrong).to_have_text("Write a number from 1 to 20.")


def test_who_thinks_better_of_it_stops_what_waits(cut_off, live_server):
    write(cut_off)
    send(cut_off)
    cut_off.get_by_role("button", name="Don't send it").tap()

    expect(cut_off.get_by_role("heading", name="It won't be sent")).to_be_visible()
    expect(cut_off.locator("#it-waits, #stop").locator("visible=true")).to_have_count(0)
    assert cut_off.evaluate(STORED) == "[{},{}]"
    reconnect(cut_off, live_server)
    start(cut_off, "Start again")
    at_start(cut_off)
    assert all_of(Concern) == []


def test_who_thinks_better_of_it_too_late_reads_that_it_was_sent(cut_off, live_server):
    write(cut_off)
    # The page tries at once; what is on its way then would be let in.
    with cut_off.expect_event("requestfailed", lambda request: "/waited" in request.url):
        send(cut_off)
    expect(cut_off.locator("#it-waits")).to_be_visible()
    on_their_way = []
    cut_off.route("**/concern/waited*", lambda route: on_their_way.append(route))
    with cut_off.expect_request("**/concern/waited*"):
        reconnect(cut_off, live_server)
    cut_off.get_by_role("button", name="Don't send it").tap()
    on_their_way[0].continue_()

    expect(cut_off.get_by_role("heading", name="It was just sent")).to_be_visible()
    assert one_of(Concern).body == TEXT
    assert cut_off.evaluate(STORED) == "[{},{}]"


# As without HTTPS.
WITHOUT_KEEPING = "delete Crypto.prototype.subtle; delete Navigator.prototype.serviceWorker;"


def test_where_nothing_can_be_kept_it_asks_for_paper_and_comes_back_by_itself(tablet):
    tablet.add_init_script(WITHOUT_KEEPING)
    with tablet.expect_response("**/notes"), tablet.expect_response("**/guesses"):
        write(tablet)
    tablet.evaluate("caches.delete('coffeecop-tablet')")
    tablet.context.set_offline(True)
    send(tablet)
    expect(tablet.get_by_text("Not sent. Try again, or use a paper card.")).to_be_visible()
    tablet.get_by_role("link", name="Start again").tap()
    tablet.get_by_role("heading", name="No network right now").tap()
    assert TEXT not in tablet.content()

    tablet.context.set_offline(False)
    tablet.clock.fast_forward(6_000)

    at_start(tablet)
    assert all_of(Concern) == []


@each_way
def test_each_page_is_easy_to_use_in_both_languages_and_without_script(
    phone, prefix, live_server, event
):
    path = f"{prefix}/events/{event.slug}/tablet"
    pages = ("", "/arrival/waited", "/concern/waited", "/arrival", "/counted", "/concern")
    for page in pages:
        phone.goto(f"{path}{page}")
        check_page(phone, prefix)
    phone.locator("#body").fill(TEXT)
    phone.locator("#concern-form > button").first.tap()
    expect(phone.locator(".receipt-words")).to_be_visible()
    check_page(phone, prefix)

    phone.locator(".actions a").first.tap()
    at_start(phone)


def check_page(page, prefix):
    check_words(page)
    # axe is a script.
    if not prefix:
        check_axe(page)
