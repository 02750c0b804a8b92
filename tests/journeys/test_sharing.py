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


def test_one_event_or_all_or_an_rsvp_go_into_a_calendar(phone, prefix, app):
    events = [make_event(slug=slug, title_en="Coffee", title_es="Café") for slug in ("one", "two")]
    title = "Café" if prefix else "Coffee"

    phone.goto(f"{prefix}/events/one")
    assert downloaded(phone, "/events/one.ics").count(f"SUMMARY:{title}") == 1
    phone.goto(f"{prefix}/")
    assert downloaded(phone, "/events.ics").count(f"SUMMARY:{title}") == len(events)
    make_rsvp(event=events[0], token=TOKEN)
    phone.goto(f"{prefix}/rsvps/{TOKEN}")
    assert TOKEN in downloaded(phone, f"/rsvps/{TOKEN}.ics")


def test_where_the_browser_can_share_the_button_shares(with_script):
    event = make_event()
    with_script.add_init_script(SHARES)
    with_script.goto(f"/events/{event.slug}")

    with_script.get_by_role("button", name="Share").click()

    expect(with_script).to_have_title(f"shared http://127.0.0.1:8000/events/{event.slug}")


def test_elsewhere_it_copies_the_link(with_script):
    event = make_event()
    with_script.context.grant_permissions(["clipboard-read", "clipboard-write"])
    with_script.add_init_script("delete Navigator.prototype.share")
    with_script.goto(f"/events/{event.slug}")

    with_script.get_by_role("button", name="Share").click()

    expect(with_script.get_by_role("button", name="Link copied")).to_be_visible()
    copied = with_script.evaluate("navigator.clipboard.readText()")
    assert copied == f"http://127.0.0.1:8000/events/{event.slug}"


def test_who_prints_a_link_gets_the_code_with_it(with_script):
    make_rsvp(token=TOKEN)
    with_script.add_init_script("window.print = () => { document.title = 'printed'; };")
    with_script.goto(f"/rsvps/{TOKEN}")
    expect(with_script.locator("img.qr")).to_be_hidden()

    with_script.get_by_role("button", name="Print").click()

    expect(with_script).to_have_title("printed")
    expect(with_script.locator("img.qr")).to_be_visible()
    assert with_script.locator("img.qr").evaluate("image => image.naturalWidth") > 0
