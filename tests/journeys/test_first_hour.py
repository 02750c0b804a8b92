"""What of the first hour needs a browser: a question on a form is not answered by the Enter key."""

from playwright.sync_api import expect

from tests.journeys.steps import fill, is_at, read_complaints, set_up_first_administrator


def test_who_reads_complaints_is_answered_by_a_tap_and_what_is_typed_stays(open_page, app):
    staff = open_page()
    set_up_first_administrator(staff, reads_complaints=False)
    staff.get_by_role("link", name="Plan and publish the first event").tap()
    fill(staff, venue_name="Example Café")
    staff.locator("#venue_name").press("Enter")
    expect(staff.get_by_role("heading", name="There is a problem")).to_be_visible()
    read_complaints(staff)
    is_at(staff, "New event")
    expect(staff.locator("#venue_name")).to_have_value("Example Café")
