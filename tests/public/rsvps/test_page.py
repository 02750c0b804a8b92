"""The page behind a link."""

import pytest
import time_machine

from coffeecop.db import db
from coffeecop.models import Need
from tests.factories import make_event, make_offered, make_rsvp, make_waiting

MINE, YOURS = "m" * 26, "y" * 26


def test_a_page_says_what_this_party_has_sent(visitor):
    event = make_event()
    make_rsvp(event=event, token=MINE, party_size=2)
    make_rsvp(event=event, token=YOURS, party_size=3, contact={"email": "ann@example.org"})

    mine, yours = (visitor.get(f"/rsvps/{token}") for token in (MINE, YOURS))

    assert "We'll look for both of you." in mine.words
    assert "We can't send it to you again" in mine.words
    assert "We'll look for all 3 of you." in yours.words
    assert "We can't send it to you again" not in yours.words


def test_a_page_is_in_the_readers_language_and_under_the_name_they_came_by(visitor):
    make_rsvp(token=MINE)

    for path, headers in (
        (f"http://localhost/rsvps/{MINE}", {}),
        (f"http://127.0.0.1/rsvps/{MINE}", {"Host": "127.0.0.1"}),
        (f"http://localhost/es/rsvps/{MINE}", {}),
    ):
        assert visitor.get(path, **headers).one("#rsvp [data-copy]")["data-copy"] == path


@pytest.mark.parametrize(
    ("path", "told"),
    [
        (
            f"/rsvps/{MINE}",
            "We'll look for all 3 of you. You asked for an officer who speaks Spanish. "
            "You asked for a way in without steps.",
        ),
        (
            f"/es/rsvps/{MINE}",
            "Los esperamos a los 3. Nos pidió un oficial que hable español. "
            "Nos pidió una entrada sin escalones.",
        ),
    ],
)
def test_after_a_change_a_page_repeats_what_was_asked_for(visitor, path, told):
    make_rsvp(event=make_event(), token=MINE)
    visitor.get(path)

    page = visitor.follow(visitor.post(path, party_size="3", needs=["step_free", "spanish"]))

    assert page.text("[role=status] p") == told


@pytest.mark.parametrize(
    ("prefix", "named", "unnamed"),
    [
        ("", "You asked for Tagalog.", "You asked for another language."),
        ("/es", "Nos pidió: Tagalog.", "Nos pidió otro idioma."),
    ],
)
def test_another_language_is_repeated_by_its_name(visitor, prefix, named, unnamed):
    path = f"{prefix}/rsvps/{MINE}"
    make_rsvp(event=make_event(), token=MINE)
    needs = {"party_size": "1", "needs": "other_language"}

    page = visitor.follow(visitor.post(path, other_language=" Tagalog ", **needs))
    assert named in page.text("[role=status]")
    page = visitor.follow(visitor.post(path, other_language="", **needs))
    assert unnamed in page.text("[role=status]")


@pytest.mark.parametrize(
    ("size", "words"), [(1, "you."), (2, "both of you."), (5, "all 5 of you.")]
)
def test_a_page_counts_the_party_as_people_do(visitor, size, words):
    make_rsvp(event=make_event(), token=MINE, party_size=size)

    assert visitor.get(f"/rsvps/{MINE}").text("[role=status] p") == f"We'll look for {words}"


@pytest.mark.parametrize(("size", "chip", "exact"), [(3, "3", "5"), (5, "5", "5"), (12, "5", "12")])
def test_a_form_for_a_change_shows_what_was_sent(visitor, size, chip, exact):
    rsvp = make_rsvp(event=make_event(), token=MINE, party_size=size, other_language="Tagalog")
    rsvp.needs = {Need.OTHER_LANGUAGE}
    db.session.commit()

    form = visitor.get(f"/rsvps/{MINE}/change")

    assert form.value("[name=party_size][checked]") == chip
    assert form.value("#exact_size") == exact
    assert form.value("[name=needs][checked]") == "other_language"
    assert form.value("#other_language") == "Tagalog"
    assert form.has("details[open] [name=needs]")


@pytest.mark.parametrize("make", [make_waiting, make_offered])
def test_a_party_on_the_waitlist_reads_what_it_asked_for(visitor, make):
    rsvp = make(event=make_event(capacity=5), token=MINE, party_size=3)
    rsvp.needs = set(Need)
    db.session.commit()

    told = visitor.get(f"/rsvps/{MINE}").text("[role=status]")

    assert "3 seats" in told
    assert all(asked in told for asked in ("Spanish", "another", "ASL", "steps", "child"))


def test_a_page_asks_the_database_for_the_rsvp_its_needs_the_roster_and_the_department(
    visitor, queries
):
    make_rsvp(token=MINE)
    visitor.get(f"/rsvps/{MINE}")

    with queries() as statements:
        visitor.get(f"/rsvps/{MINE}")

    assert len(statements) == (2 if visitor.htmx else 4)


@pytest.mark.parametrize("end", ["cancelled", "over"])
def test_what_can_no_longer_be_changed_or_cancelled_has_no_form(visitor, end):
    event = make_event()
    make_rsvp(event=event, token=MINE)
    if end == "cancelled":
        visitor.post(f"/rsvps/{MINE}/cancellation")

    with time_machine.travel(event.ends_at if end == "over" else event.starts_at, tick=False):
        assert not visitor.get(f"/rsvps/{MINE}/change").has("#rsvp-form")
        assert not visitor.get(f"/rsvps/{MINE}").has("#cancellation-form")
