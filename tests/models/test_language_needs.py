"""The languages that parties asked for, held against the roster."""

import pytest

from coffeecop.db import db, now
from coffeecop.models import Need, RosterEntry, RosterRole, RsvpStatus
from coffeecop.models.event.attendance import needs_of
from tests.factories import make_event, make_rsvp

# What is read is one row after the other; the rest is decided here.
pytestmark = pytest.mark.exhaustive_on("postgresql")


@pytest.fixture
def event(app):
    return make_event(roster=["Sgt. Example"])


def ask(event, *needs, number=1, **values):
    for _ in range(number):
        make_rsvp(event=event, needs=set(needs), **values)


def ask_in_words(event, text, **values):
    ask(event, Need.OTHER_LANGUAGE, other_language=text, **values)


def add(event, name, *languages, role=RosterRole.INTERPRETER):
    event.roster.append(RosterEntry(name=name, role=role, languages=set(languages)))
    db.session.commit()


def found(event):
    """Return language codes -> (parties, names of speakers)."""
    return {
        "/".join(sorted(need.languages)): (
            need.parties,
            [speaker.name for speaker in need.speakers],
        )
        for need in needs_of(event).languages
    }


def test_a_language_that_nobody_speaks_is_unmet(event):
    ask(event, Need.SPANISH, number=3)

    (need,) = needs_of(event).languages
    assert (need.languages, need.parties, need.is_met) == ({"es"}, 3, False)


@pytest.mark.parametrize("role", RosterRole)
def test_whoever_speaks_it_will_do(event, role):
    ask(event, Need.SPANISH)
    add(event, "Ana Example", "es", role=role)

    assert found(event) == {"es": (1, ["Ana Example"])}
    assert needs_of(event).languages[0].is_met


def test_sign_language_and_languages_in_words_are_matched_too(event):
    ask(event, Need.SIGN_LANGUAGE)
    ask_in_words(event, "Mixteco")
    ask_in_words(event, "mixteco bajo")
    ask_in_words(event, "Chinese")
    add(event, "Ana Example", "ase")
    add(event, "Bo Example", "yue")

    assert found(event) == {
        "mix": (2, []),
        "ase": (1, ["Ana Example"]),
        "cmn/yue": (1, ["Bo Example"]),
    }


@pytest.mark.parametrize(
    ("needs", "words"),
    [
        ([Need.SPANISH, Need.OTHER_LANGUAGE], "español"),
        # Words of those who did not ask for another language.
        ([Need.SPANISH], "Mixteco"),
    ],
)
def test_who_asks_for_spanish_is_counted_once_and_for_nothing_else(event, needs, words):
    ask(event, *needs, other_language=words)

    assert found(event) == {"es": (1, [])}


def test_what_is_not_recognized_is_unmet_and_comes_last_of_those(event):
    ask_in_words(event, "Purépecha", number=2)
    ask(event, Need.OTHER_LANGUAGE)
    ask_in_words(event, "Mixteco")
    add(event, "Ana Example", "es")

    assert list(found(event).items()) == [("mix", (1, [])), ("", (3, []))]


def test_what_they_wrote_is_told_once_and_only_where_it_says_more_than_the_name(event):
    for text in ("mixteco", "Mixteco bajo", "mixteco BAJO", "mixteco alto"):
        ask_in_words(event, text)

    (need,) = needs_of(event).languages

    assert need.written == ("mixteco alto", "Mixteco bajo")


def test_who_has_no_seat_or_has_cancelled_asks_for_nothing(event):
    ask(event, Need.SPANISH, status=RsvpStatus.NO_SEAT)
    ask(event, Need.SPANISH, status=RsvpStatus.CANCELLED, cancelled_at=now())
    ask(make_event(), Need.SPANISH)
    ask(event, Need.STEP_FREE)

    assert needs_of(event).languages == []
