from playwright.sync_api import expect

from coffeecop.models import ConcernSource, Role
from tests.factories import make_concern, make_event, make_topic
from tests.journeys.states import tap
from tests.journeys.watch import MOCKED


def capture(page, open_as):
    event, member = make_event(), open_as(Role.OFFICER)
    make_topic(name_en="Homelessness", name_es="Personas sin hogar y salud mental")
    noted = {"event": event, "source": ConcernSource.CAPTURE, "entered_by_id": member.id}
    make_concern(**noted, is_complaint=True, people=3)
    concern = make_concern(**noted, form_key_hash="a" * 64)
    page.goto(f"/staff/events/{event.id}/capture?noted=1")
    yield
    page.goto(f"/staff/events/{event.id}/capture?saved={concern.id}")
    tap(page, "#saved button[lang=es]", shows=".hand-over")
    yield
    page.goto(f"/staff/events/{event.id}/capture")
    # The officer before had the same number.
    page.evaluate("localStorage.clear(), sessionStorage.clear()")
    page.reload()
    page.locator("#topics .choice").tap()
    page.route("**/capture", lambda route: route.fulfill(status=429, headers=MOCKED))
    tap(page, "[data-anyway]", shows="#waiting li")
    page.unroute("**/capture")
    page.locator("#body").fill("She said John Smith")
    expect(page.locator("#details")).to_be_visible()
    yield


WALKS = [capture]
