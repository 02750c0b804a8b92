import pytest

from coffeecop.models import EventStatus, Need, Rsvp
from coffeecop.web.forms import new_form_key
from tests.factories import make_event, make_past_event
from tests.stored import all_of, reload


def send(visitor, event, **fields):
    return visitor.post(f"/events/{event.slug}/rsvps", **{"party_size": "2", **fields})


def test_a_party_size_is_all_it_takes(visitor):
    event = make_event()

    page = visitor.follow(send(visitor, event))

    assert "See you there" in page.text("[role=status]")
    assert "We'll look for both of you." in page.text("[role=status]")
    assert [rsvp.party_size for rsvp in all_of(Rsvp)] == [2]
    assert reload(event).seats_taken == 2


def test_an_rsvp_where_everyone_finds_room_is_four_statements(plain_visitor, queries):
    event = make_event()
    key = new_form_key()

    with queries() as statements:
        assert send(plain_visitor, event, form_key=key).status == 303

    assert len(statements) == 4
    assert send(plain_visitor, event, form_key=key).status == 303
    assert reload(event).seats_taken == 2, "the same form again counts nobody twice"


def test_details_and_needs_are_kept_apart_from_the_rsvp(visitor):
    send(
        visitor,
        make_event(),
        name=" Ana Example ",
        email="Ana@Example.org",
        phone="(805) 555-0100",
        needs=["step_free", "spanish"],
    )

    (rsvp,) = all_of(Rsvp)
    assert rsvp.needs == {Need.STEP_FREE, Need.SPANISH}
    assert (rsvp.contact.name, rsvp.contact.email, rsvp.contact.phone) == (
        "Ana Example",
        "Ana@example.org",
        "+18055550100",
    )


@pytest.mark.parametrize(
    ("field", "value", "error"),
    [
        ("party_size", "0", "Write a number from 1 to 20."),
        ("party_size", "21", "Write a number from 1 to 20."),
        ("party_size", "two", "Write how many people as a number, such as 2."),
        ("party_size", "", "Write how many people as a number, such as 2."),
        ("email", "ana@", "Write an e-mail address, such as name@example.org."),
        ("email", "a@example.org, b@example.org", "Write an e-mail address"),
        ("email", "a@example.org\nBcc: b@example.org", "Write an e-mail address"),
        ("email", "a@b@c", "Write an e-mail address"),
        ("phone", "12", "Write a phone number with its area code"),
    ],
)
def test_bad_input_comes_back_with_its_error_and_what_was_typed(visitor, field, value, error):
    page = send(visitor, make_event(), **{"name": "Ana Example", field: value})

    assert page.status == 422
    assert page.is_whole is not visitor.htmx
    assert error in page.text(f"#{field}-error")
    assert page.value(f"#{field}") == value
    assert page.value("#name") == "Ana Example"
    assert error in page.text(".error-summary")
    assert all_of(Rsvp) == []


def test_an_rsvp_can_be_changed_through_its_link(visitor):
    event = make_event(capacity=6)
    link = send(visitor, event, name="Ana Example").location

    changed = visitor.follow(visitor.post(link, party_size="5", needs="child_seat"))

    assert "Your RSVP is changed" in changed.text("[role=status]")
    (rsvp,) = all_of(Rsvp)
    assert (rsvp.party_size, rsvp.needs, rsvp.contact) == (5, {Need.CHILD_SEAT}, None)
    assert reload(event).seats_taken == 5


def test_a_change_that_does_not_fit_changes_nothing(visitor):
    event = make_event(capacity=3)
    link = send(visitor, event).location

    page = visitor.post(link, party_size="4")

    assert page.status == 422
    assert "not enough free seats" in page.text(".error-summary")
    assert page.value("#party_size") == "4"
    assert reload(event).seats_taken == 2


def test_a_cancelled_rsvp_gives_its_seats_back_once(visitor):
    event = make_event(capacity=2)
    link = send(visitor, event).location

    for _again in range(2):
        page = visitor.follow(visitor.post(f"{link}/cancellation"))
        assert "Your RSVP is cancelled" in page.text("[role=status]")
        assert reload(event).seats_taken == 0

    assert visitor.post(link, party_size="1").status == 422


@pytest.mark.parametrize(
    "make", [make_past_event, lambda: make_event(status=EventStatus.CANCELLED)]
)
def test_an_event_over_or_cancelled_takes_no_rsvps(visitor, make):
    event = make()

    page = send(visitor, event)

    assert page.status == 422
    assert "no longer takes RSVPs" in page.words
    assert all_of(Rsvp) == []
