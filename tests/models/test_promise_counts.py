from coffeecop.models import PromiseStatus
from coffeecop.models.promise import promise_counts
from tests.factories import make_event, make_promise


def test_the_promises_of_an_event_are_counted_by_what_became_of_them(app):
    event = make_event()
    make_promise(event=event, days=0)
    make_promise(event=event, days=-1, is_public=False)
    make_promise(event=event, days=-1, status=PromiseStatus.KEPT)
    make_promise(event=event, status=PromiseStatus.DROPPED)
    make_promise(event=make_event(venue=event.venue))

    assert promise_counts([event.id])._asdict() == {
        "made": 4,
        "kept": 1,
        "open": 2,
        "overdue": 1,
        "dropped": 1,
    }
