"""The page of a matter: who says so, what residents read, what was done."""

from coffeecop.models import MatterState
from tests.factories import make_concern, make_event, make_matter


def test_it_opens(organizer):
    event = make_event()
    matter = make_matter(
        make_concern(event=event, wants_answer=True), make_concern(event=event), event=event
    )
    for state in MatterState:
        matter = make_matter(
            make_concern(event=event, wants_answer=True),
            make_concern(event=event),
            event=event,
            said=state,
            is_public=True,
        )
        page = organizer.get(f"/staff/matters/{matter.id}")
        assert page.status == 200
        for each in ("answer", "promise", "note", "done", "cannot", "change", "figure"):
            assert organizer.get(f"/staff/matters/{matter.id}?open={each}").status == 200
        assert organizer.get(f"/staff/matters/{matter.id}?did=published").status == 200
    assert organizer.get("/staff/matters").status == 200
    assert organizer.get(f"/staff/matters?event={event.id}").status == 200
    assert organizer.get("/staff/matters?q=dark").status == 200
    assert organizer.get("/staff/matters/new").status == 200
