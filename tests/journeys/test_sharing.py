from playwright.sync_api import expect

from tests.factories import make_event

SHARES = """
navigator.share = (what) => { document.title = `shared ${what.url}`; return Promise.resolve(); };
"""


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
