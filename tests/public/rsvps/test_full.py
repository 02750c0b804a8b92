"""An event that is full says so, and names the next one that has room."""

import pytest
import time_machine

from coffeecop.db import now
from coffeecop.models import Event, EventStatus, Need, Rsvp
from coffeecop.web.forms import new_form_key
from tests.factories import DAY, HOUR, make_agency, make_event, make_rsvp, make_without_seat
from tests.stored import all_of, reload

pytestmark = pytest.mark.both_databases

MINE = "m" * 26
ENDED = "You have no seat yet"


def full_event(*, seats=2, **values):
    event = make_event(capacity=seats, **values)
    make_rsvp(event=event, party_size=seats)
    return event


def after(event, *, days=7, **values):
    return make_event(agency=event.agency, starts_at=event.starts_at + days * DAY, **values)


def send(visitor, event, prefix="", **fields):
    return visitor.post(f"{prefix}/events/{event.slug}/rsvps", **{"party_size": "1", **fields})


def test_its_page_says_so_once_and_still_takes_a_concern(plain_visitor):
    event = full_event()
    other = after(event)

    page = plain_visitor.get(f"/events/{event.slug}")

    assert page.words.count("This event is full") == 1
    assert page.words.count("The next one with room is") == 1
    assert page.one("#rsvp p a")["href"] == f"/events/{other.slug}#rsvp"
    assert not page.has("#rsvp-form")
    assert not page.has("a[href='#rsvp']")
    assert "Drop in any time" not in page.words
    assert page.has("#concern-form")


def test_the_form_by_itself_says_so_and_leads_to_the_concern(visitor):
    event = full_event()
    other = after(event)

    page = visitor.get(f"/events/{event.slug}/rsvps/new")

    assert page.text("#rsvp h2") == "This event is full"
    assert other.title_en in page.text("#rsvp")
    assert not page.has("#rsvp-form")
    # Where htmx puts it, the form for a concern stands below.
    to_concern = f"a[href='/events/{event.slug}/concerns/new']"
    assert page.has(to_concern) is not visitor.htmx


def test_while_it_goes_on_it_says_so_without_a_tap(plain_visitor):
    event = full_event(starts_at=now() - HOUR / 4)

    page = plain_visitor.get(f"/events/{event.slug}")

    assert page.words.count("This event is full") == 1
    assert not page.has("details #rsvp")


def test_the_last_seat_goes_while_somebody_writes_and_what_they_wrote_stays(visitor):
    event = make_event(capacity=1)
    other = after(event)
    visitor.get(f"/events/{event.slug}/rsvps/new")
    make_rsvp(event=event)

    page = send(visitor, event, party_size="2", name="Ana Example", needs=["step_free"])

    assert "This event is full" in page.refused("[role=status]")
    assert other.title_en in page.text("[role=status]")
    assert not page.has(".error-summary"), "it is said once"
    assert page.value("#name") == "Ana Example"
    assert page.value("#party_size [checked]") == "2"
    assert page.value("[name=needs][checked]") == "step_free"
    assert all_of(Rsvp, party_size=2) == []


def test_a_party_larger_than_what_is_free_is_told_how_many_seats_there_are(visitor):
    event = make_event(capacity=1)

    page = send(visitor, event, party_size="2", name="Ana Example")

    assert page.status == 422
    assert "not enough room" in page.text(".error-summary")
    assert "Room for 1 more." in page.words
    assert page.value("#name") == "Ana Example"


def test_who_has_all_its_seats_and_asks_for_more_is_told_why_not(visitor):
    event, key = make_event(capacity=2), new_form_key()
    send(visitor, event, party_size="2", form_key=key)

    page = send(visitor, event, party_size="3", form_key=key)

    assert "not enough room" in page.text(".error-summary")
    assert reload(event).seats_taken == 2


@pytest.mark.exhaustive_on("postgresql")
@pytest.mark.parametrize(
    "others",
    [
        lambda event: None,
        lambda event: full_event(starts_at=event.starts_at + DAY),
        lambda event: after(event, status=EventStatus.DRAFT),
        lambda event: after(event, status=EventStatus.CANCELLED),
        lambda event: make_event(starts_at=now() - HOUR / 4),
        lambda event: make_event(agency=make_agency()),
    ],
    ids=["none", "full", "draft", "cancelled", "begun", "of another department"],
)
def test_without_another_event_with_room_it_leads_to_the_calendar(plain_visitor, others):
    event = full_event()
    others(event)

    page = plain_visitor.get(f"/events/{event.slug}")

    assert "No other event has room right now." in page.text("#rsvp")
    assert page.has("#rsvp a[href='/events.ics']")


def test_the_next_is_the_first_with_room(plain_visitor):
    event = full_event()
    after(event, days=9, title_en="Later Coffee")
    full_event(starts_at=event.starts_at + DAY, title_en="Full Coffee")
    after(event, days=2, title_en="Next Coffee", capacity=1)
    path = f"/events/{event.slug}"
    assert "Next Coffee" in plain_visitor.get(path).text("#rsvp")

    send(plain_visitor, all_of(Event, title_en="Next Coffee")[0])

    assert "Later Coffee" in plain_visitor.get(path).text("#rsvp"), "though the page was cached"


def test_the_cached_page_names_no_event_that_has_begun(plain_visitor):
    event = full_event(starts_at=now() + 3 * DAY)
    sooner = make_event(starts_at=now() + DAY, title_en="Sooner Coffee")
    path = f"/events/{event.slug}"
    assert "Sooner Coffee" in plain_visitor.get(path).text("#rsvp")

    with time_machine.travel(sooner.starts_at):
        assert "Sooner Coffee" not in plain_visitor.get(path).text("#rsvp")


def test_who_waited_before_that_ended_reads_what_happens_now(visitor):
    event = full_event()
    other = after(event)
    rsvp = make_without_seat(event=event, token=MINE, party_size=2, needs=set(Need))

    page = visitor.get(f"/rsvps/{MINE}")

    for sentence in (ENDED, "You asked for 2 seats.", "The event is full, but the coffee is drop"):
        assert page.text("[role=status]").count(sentence) == 1
    assert page.one("[role=status] a")["href"] == f"/events/{other.slug}#rsvp"
    assert reload(rsvp).seats == 0
    assert page.has("#cancellation-form")


@pytest.mark.parametrize(
    ("seats", "becomes", "taken"), [(1, "COMING", 1), (None, "COMING", 1), (0, "NO_SEAT", 0)]
)
def test_who_waited_takes_a_seat_that_is_free(visitor, seats, becomes, taken):
    event = full_event(seats=1) if seats == 0 else make_event(capacity=seats)
    before = event.seats_taken
    rsvp = make_without_seat(event=event, token=MINE)
    page = visitor.get(f"/rsvps/{MINE}")
    assert ("To take a seat, tap" in page.words) is (seats != 0)

    page = visitor.follow(visitor.post(f"/rsvps/{MINE}", party_size="1", name="Ana Example"))

    assert (reload(rsvp).status.name, rsvp.contact.name) == (becomes, "Ana Example")
    assert reload(event).seats_taken == before + taken
    assert (ENDED in page.words) is (becomes == "NO_SEAT")


def test_who_waited_and_is_not_coming_gives_back_no_seat(visitor):
    event = full_event(seats=1)
    rsvp = make_without_seat(event=event, token=MINE, party_size=3)

    page = visitor.follow(visitor.post(f"/rsvps/{MINE}/cancellation"))

    assert "Your RSVP is cancelled" in page.text("[role=status]")
    assert reload(rsvp).is_cancelled
    assert reload(event).seats_taken == 1


def test_after_the_event_who_waited_reads_that_it_is_over(visitor):
    event = full_event()
    make_without_seat(event=event, token=MINE)

    with time_machine.travel(event.ends_at + HOUR):
        page = visitor.get(f"/rsvps/{MINE}")

    assert "This event is over There were no seats left for you." in page.words
    assert not page.has("#cancellation-form")
