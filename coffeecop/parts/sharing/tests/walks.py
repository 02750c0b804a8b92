from tests.factories import make_event
from tests.journeys.staff_states import unfold


def share_kit(page, open_as):
    event = make_event(roster=["Lt. Sample"])
    open_as()
    page.goto(f"/staff/events/{event.id}/share-kit")
    unfold(page)
    yield


WALKS = [share_kit]
