"""What a resident prints."""

from playwright.sync_api import expect

from coffeecop.models import MatterState
from tests.factories import make_event, make_matter


def test_history_descriptions_and_privacy_are_unfolded_on_paper_without_a_search(phone, app):
    matter = make_matter(said=MatterState.ANSWERED, is_public=True)
    event = make_event(description_en=f"Meet us. {'No agenda. ' * 12}")
    for path in (f"/matters/{matter.id}", f"/events/{event.slug}", "/privacy"):
        phone.goto(path)
        text = phone.locator(":is(.pair, .event-description, main) > details p").first
        expect(text).to_be_hidden()
        phone.emulate_media(media="print")
        expect(text).to_be_visible()
        expect(phone.locator("[role=search]").locator("visible=true")).to_have_count(0)
        phone.emulate_media(media="screen")
