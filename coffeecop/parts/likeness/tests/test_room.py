"""Who reads a room sees first who says so too."""

from coffeecop.parts import comparer
from tests.factories import make_concern, make_event, make_matter, make_staff, save

CROSSING = ["the crosswalk is dark", "a woman in the crosswalk", "no light at the crosswalk"]
OTHERS = ["bikes on the pier", "the bikes again", "do I bring an id"]


def test_an_event_is_ranked_for_each_of_its_matters(app):
    event, member = make_event(), make_staff()
    ids = {make_concern(event=event, body=body).id: body for body in (*OTHERS, *CROSSING)}
    crosswalk, bikes = (make_matter(event=event, name=name) for name in ("crosswalk", "bikes"))

    found = comparer(event.agency).rank(event, [crosswalk, bikes], member)

    assert {ids[each] for each in [*found[crosswalk.id]][:3]} == set(CROSSING)
    assert {ids[each] for each in [*found[bikes.id]][:2]} == set(OTHERS[:2])
    are_likely = [*found[crosswalk.id].values()]
    assert are_likely == sorted(are_likely, reverse=True)


def test_off_is_off(app):
    event = make_event()
    assert comparer(event.agency)
    save(event.agency, parts_off=["likeness"])
    assert comparer(event.agency) is None
