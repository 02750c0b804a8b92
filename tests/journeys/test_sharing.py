from playwright.sync_api import expect

from tests.factories import make_event, make_rsvp

TOKEN = "k" * 26
SHARES = """
navigator.share = (what) => { document.title = `shared ${what.url}`; return Promise.resolve(); };
"""


def downloaded(page, link):
    with page.expect_download() as download:
        page.locator(f"main a[href$='{link}']").first.tap()
    # Long lines of a calendar are folded.
    return download.value.path().read_text().replace("\n ", "")


def test_one_event_or_all_or_an_rsvp_go_into_a_calendar(phone, app):
    events = [make_event(slug=slug, title_en="Coffee", title_es="Café") for slug in ("one", "two")]

    phone.goto("/events/one")
    assert downloaded(phone, "/events/one.ics").count("SUMMARY:Coffee") == 1
    phone.goto("/")
    assert downloaded(phone, "/events.ics").count("SUMMARY:Coffee") == len(events)
    make_rsvp(event=events[0], token=TOKEN)
    phone.goto(f"/rsvps/{TOKEN}")
    assert TOKEN in downloaded(phone, f"/rsvps/{TOKEN}.ics")


def test_the_button_shares_or_copies_the_link_where_the_browser_cannot(phone):
    event = make_event()
    address = f"http://127.0.0.1:8000/events/{event.slug}"
    phone.add_init_script(SHARES)
    phone.goto(f"/events/{event.slug}")
    phone.get_by_role("button", name="Share").click()
    expect(phone).to_have_title(f"shared {address}")

    phone.context.grant_permissions(["clipboard-read", "clipboard-write"])
    phone.add_init_script("delete navigator.share; delete Navigator.prototype.share")
    phone.reload()
    phone.get_by_role("button", name="Share").click()
    expect(phone.get_by_role("button", name="Link copied")).to_be_visible()
    assert phone.evaluate("navigator.clipboard.readText()") == address
