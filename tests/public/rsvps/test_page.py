"""The page behind a link."""

import pytest
import time_machine

from coffeecop.models import Need
from tests.factories import make_event, make_rsvp, save

MINE, YOURS = "m" * 26, "y" * 26
TAGALOG = {"needs": "other_language", "other_language": " Tagalog "}
UNNAMED = {"needs": "other_language", "other_language": ""}


@pytest.mark.parametrize(
    ("size", "contact", "words"),
    [(1, None, "you."), (2, None, "both of you."), (5, {"email": "ann@b.test"}, "all 5 of you.")],
)
def test_a_page_says_what_this_party_has_sent(visitor, size, contact, words):
    make_rsvp(event=make_event(), token=MINE, party_size=size, contact=contact)
    make_rsvp(token=YOURS, party_size=3)

    page = visitor.get(f"/rsvps/{MINE}")

    assert page.text("[role=status] p") == f"We'll look for {words}"
    # Without a mail server.
    assert "We can't send it to you again" in page.words


def test_a_page_is_in_the_readers_language_and_under_the_name_they_came_by(visitor):
    make_rsvp(token=MINE)

    for path, headers in (
        (f"http://localhost/rsvps/{MINE}", {}),
        (f"http://127.0.0.1/rsvps/{MINE}", {"Host": "127.0.0.1"}),
        (f"http://localhost/es/rsvps/{MINE}", {}),
    ):
        assert visitor.get(path, **headers).one("#rsvp [data-copy]")["data-copy"] == path


@pytest.mark.parametrize(
    ("prefix", "needs", "told"),
    [
        (
            "",
            {"needs": ["step_free", "spanish"]},
            "We'll look for all 3 of you. You asked for: An officer who speaks Spanish. "
            "A way in without steps.",
        ),
        (
            "/es",
            {"needs": ["step_free", "spanish"]},
            "Les esperamos a ustedes 3. Nos pidió: Un oficial que hable español. "
            "Una entrada sin escalones.",
        ),
        # Another language is repeated by its name.
        ("", TAGALOG, "We'll look for all 3 of you. You asked for: A language: Tagalog."),
        ("", UNNAMED, "We'll look for all 3 of you. You asked for: Another language."),
    ],
)
def test_after_a_change_a_page_repeats_what_was_asked_for(visitor, prefix, needs, told):
    path = f"{prefix}/rsvps/{MINE}"
    make_rsvp(event=make_event(), token=MINE)
    visitor.get(path)

    page = visitor.follow(visitor.post(path, party_size="3", **needs))

    assert page.text("[role=status] p") == told


@pytest.mark.parametrize(("size", "chip", "exact"), [(3, "3", "5"), (5, "5", "5"), (12, "5", "12")])
def test_a_form_for_a_change_shows_what_was_sent(visitor, size, chip, exact):
    rsvp = make_rsvp(event=make_event(), token=MINE, party_size=size, other_language="Tagalog")
    save(rsvp, needs={Need.OTHER_LANGUAGE})

    form = visitor.get(f"/rsvps/{MINE}/change")

    assert form.value("[name=party_size][checked]") == chip
    assert form.value("#exact_size") == exact
    assert form.value("[name=needs][checked]") == "other_language"
    assert form.value("#other_language") == "Tagalog"
    assert form.texts("summary")[0] == "You asked for: Another language"
    assert not form.has("details[open]"), "what has not changed is folded"


def test_a_page_asks_the_database_for_all_of_the_rsvp_and_for_the_department(visitor, queries):
    make_rsvp(token=MINE)
    visitor.get(f"/rsvps/{MINE}")

    with queries() as statements:
        visitor.get(f"/rsvps/{MINE}")

    assert len(statements) == (1 if visitor.htmx else 2)


@pytest.mark.parametrize("end", ["cancelled", "over"])
def test_what_can_no_longer_be_changed_or_cancelled_has_no_form(visitor, end, event):
    make_rsvp(event=event, token=MINE)
    if end == "cancelled":
        visitor.post(f"/rsvps/{MINE}/cancellation")

    with time_machine.travel(event.ends_at if end == "over" else event.starts_at, tick=False):
        assert not visitor.get(f"/rsvps/{MINE}/change").has("#rsvp-form")
        assert not visitor.get(f"/rsvps/{MINE}").has("#cancellation-form")
