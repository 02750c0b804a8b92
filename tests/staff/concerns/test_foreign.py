"""A concern in a language that its reader may not read: what it is about, and who reads it."""

import pytest

from coffeecop.models import Language, RosterEntry, SpokenLanguage
from tests.factories import make_concern, make_staff, save
from tests.staff.concerns.form_filling import path, tapped
from tests.staff.form_filling import whole
from tests.stored import reload

DOGS = "Dos perros grandes andan sueltos en el parque y corretearon a mi niño."
LOOSE_DOGS = "Two big dogs run loose in the park and chased my little boy."


def write(body, language=Language.ENGLISH, **values):
    return make_concern(body=body, language=language, text_language=language, **values)


@pytest.fixture
def dogs(event):
    return write(DOGS, Language.SPANISH, event=event)


def test_nothing_is_added_to_what_one_can_read(officer, event):
    assert not whole(officer, path(write(LOOSE_DOGS, event=event))).has(".foreign")


def test_one_tap_hands_it_to_who_speaks_the_language(officer, dogs):
    speaker = make_staff(name="Ana Pérez")
    entry = RosterEntry(event_id=dogs.event_id, name="Officer Ana Pérez")
    entry.languages = {SpokenLanguage.SPANISH}
    save(entry)

    tapped(officer, whole(officer, path(dogs)), "Give it to Ana Pérez, who speaks Spanish")

    assert reload(dogs).assigned_to_id == speaker.id
    assert not whole(officer, path(dogs)).has("#hand-over")


def test_one_statement_more_than_for_what_one_can_read(plain_officer, queries, event):
    ours, theirs = write(LOOSE_DOGS, event=event), write(DOGS, Language.SPANISH, event=event)
    numbers = []
    for concern in (ours, theirs):
        with queries() as statements:
            plain_officer.get(path(concern))
        numbers.append(len(statements))

    assert numbers[1] == numbers[0] + 1
