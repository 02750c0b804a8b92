import pytest

from coffeecop.models import Need, Rsvp, RsvpStatus
from coffeecop.web.forms import new_form_key
from tests.factories import make_cancelled, make_event, make_past_event
from tests.stored import all_of, one_of, reload


def send(visitor, event, **fields):
    return visitor.post(f"/events/{event.slug}/rsvps", **{"party_size": "2", **fields})


def test_a_party_size_is_all_it_takes_and_costs_four_statements(plain_visitor, queries, event):
    key = new_form_key()

    with queries() as statements:
        sent = send(plain_visitor, event, form_key=key)

    assert len(statements) == 4
    told = plain_visitor.follow(sent).text("[role=status]")
    assert "Sent. Thank you. We'll look for both of you." in told
    assert send(plain_visitor, event, form_key=key).location == sent.location
    assert one_of(Rsvp).party_size == 2
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
        ("exact_size", "21", "Write a number from 1 to 20."),
        ("exact_size", "ten", "Write how many people as a number, such as 2."),
        ("other_language", "x" * 61, "Keep it under 60 letters."),
        ("email", "ana@", "Write an e-mail address, such as name@example.org."),
        ("email", "a@example.org\nBcc: b@example.org", "Write an e-mail address"),
        ("phone", "12", "Write a phone number with its area code"),
    ],
)
def test_bad_input_comes_back_with_its_error_and_what_was_typed(visitor, field, value, error):
    page = send(visitor, make_event(), **{"party_size": "5", "name": "Ana Example", field: value})

    assert page.is_whole is not visitor.htmx
    assert error in page.refused(f"#{field}-error")
    assert page.value(f"#{field}") == value
    assert page.value("#name") == "Ana Example"
    assert error in page.text(".error-summary")
    assert all_of(Rsvp) == []


@pytest.mark.parametrize("size", ["0", "21", "two", "", "-1"])
def test_a_size_that_no_chip_has_is_refused(visitor, size):
    page = send(visitor, make_event(), party_size=size)

    assert page.one("#party_size")["aria-describedby"] == "party_size-error"
    assert page.refused("#party_size-error")
    assert all_of(Rsvp) == []


@pytest.mark.parametrize(
    ("chip", "exact", "people"),
    [
        ("5", "12", 12),
        ("5", "5", 5),
        ("5", "", 5),
        ("5", "3", 3),
        ("3", "12", 3),
        ("3", "ten", 3),
        ("1", "0", 1),
        # As a page asks that a phone has kept from before.
        ("12", None, 12),
    ],
)
def test_an_exact_number_counts_beside_its_chip_only(visitor, chip, exact, people):
    exactly = {} if exact is None else {"exact_size": exact}

    assert send(visitor, make_event(), party_size=chip, **exactly).status == 303

    assert one_of(Rsvp).party_size == people


def test_a_party_of_up_to_four_needs_no_field(visitor):
    form = visitor.get(f"/events/{make_event().slug}/rsvps/new")

    assert form.texts("#party_size .chips .choice") == ["1", "2", "3", "4", "5+"]
    assert form.value("#party_size [checked]") == "1"
    assert [part.text for part in form.select("#rsvp-form > button")] == ["Send"]
    assert not form.has("#rsvp-form details[open]")


@pytest.mark.parametrize(
    ("needs", "language"), [(["other_language"], "Tagalog"), (["spanish"], None), ([], None)]
)
def test_a_language_is_kept_with_the_need_for_one(visitor, needs, language):
    send(visitor, make_event(), needs=needs, other_language="Tagalog")

    assert one_of(Rsvp).other_language == language


def test_a_cancelled_rsvp_is_undone_as_a_new_one_with_what_it_said(visitor):
    said = {"name": "Ana Example", "needs": ["other_language", "step_free"]}
    asked = {"party_size": "12", "other_language": "Tagalog", **said}
    link = send(visitor, make_event(), **asked).location
    page = visitor.follow(visitor.post(f"{link}/cancellation"))
    again = {}
    for control in page.select("#undo-form input"):
        again.setdefault(control["name"], []).append(control.get("value", ""))

    page = visitor.post(page.one("#undo-form")["action"], **again)

    assert page.location != link
    assert "Sent. Thank you." in visitor.follow(page).text("[role=status]")
    rsvp = one_of(Rsvp, status=RsvpStatus.COMING)
    assert (rsvp.party_size, rsvp.contact.name) == (12, "Ana Example")
    assert (rsvp.needs, rsvp.other_language) == (set(said["needs"]), "Tagalog")


def test_an_rsvp_can_be_changed_through_its_link(visitor):
    event = make_event(capacity=6)
    asked = {"needs": "other_language", "other_language": "Tagalog"}
    link = send(visitor, event, name="Ana Example", **asked).location

    change = {"party_size": "5", "needs": "child_seat", "other_language": "Tagalog"}
    changed = visitor.follow(visitor.post(link, **change))

    assert "Your RSVP is changed" in changed.text("[role=status]")
    rsvp = one_of(Rsvp)
    assert (rsvp.party_size, rsvp.needs, rsvp.contact) == (5, {Need.CHILD_SEAT}, None)
    assert rsvp.other_language is None
    assert reload(event).seats_taken == 5


def test_a_change_that_does_not_fit_changes_nothing(visitor):
    event = make_event(capacity=3)
    link = send(visitor, event).location

    page = visitor.post(link, party_size="4")

    assert page.status == 422
    assert "not enough room" in page.text(".error-summary")
    assert page.value("#party_size [checked]") == "4"
    assert reload(event).seats_taken == 2


def test_a_cancelled_rsvp_gives_its_seats_back_once(visitor):
    event = make_event(capacity=2)
    link = send(visitor, event).location

    for _again in range(2):
        page = visitor.follow(visitor.post(f"{link}/cancellation"))
        assert "Your RSVP is cancelled" in page.text("[role=status]")
        assert reload(event).seats_taken == 0

    assert visitor.post(link, party_size="1").status == 422


@pytest.mark.parametrize("make", [make_past_event, make_cancelled])
def test_an_event_over_or_cancelled_takes_no_rsvps(visitor, make):
    event = make()

    page = send(visitor, event)

    assert page.status == 422
    assert "no longer takes RSVPs" in page.words
    assert all_of(Rsvp) == []


def test_who_leaves_an_email_may_ask_what_came_of_it(visitor, event):
    send(visitor, event, name="Ana", wants_news="y")
    send(visitor, event, email="ana@example.org")
    send(visitor, event, email="ana@example.org", wants_news="y")

    wants = [(rsvp.contact.email, rsvp.contact.wants_news) for rsvp in all_of(Rsvp)]
    assert wants == [(None, False), ("ana@example.org", False), ("ana@example.org", True)]


def test_going_back_and_tapping_again_is_the_same_rsvp_with_the_last_number(visitor):
    event, key = make_event(), new_form_key()
    first = send(visitor, event, form_key=key)

    for size in ("2", "3"):
        assert send(visitor, event, form_key=key, party_size=size).location == first.location

    assert one_of(Rsvp).party_size == reload(event).seats_taken == 3


def test_going_back_after_an_undo_makes_one_new_rsvp(visitor):
    event, key = make_event(), new_form_key()
    first = send(visitor, event, form_key=key).location
    visitor.post(f"{first}/cancellation")

    again = [send(visitor, event, form_key=key).location for _ in range(2)]

    assert again[0] == again[1] != first
    assert one_of(Rsvp, status=RsvpStatus.COMING).party_size == reload(event).seats_taken == 2


def test_each_number_on_the_page_of_an_event_sends_and_the_last_opens_the_form(visitor, event):
    page = visitor.get(f"/events/{event.slug}", **{"HX-Request": "false"})

    assert page.texts("#rsvp .chip") == ["1", "2", "3", "4", "5+"]
    values = {box["name"]: box["value"] for box in page.select("#rsvp-form input[type=hidden]")}
    chip = page.select("#rsvp button.chip")[2]
    form = visitor.get(page.one("#rsvp a.chip")["href"])

    assert visitor.post(
        page.one("#rsvp-form")["action"], party_size=chip["value"], **values
    ).location
    assert one_of(Rsvp).party_size == 3
    assert form.value("#party_size [checked]") == "5"
