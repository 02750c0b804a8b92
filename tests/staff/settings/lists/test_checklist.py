"""The department's checklist: its words and its days."""

import pytest

from coffeecop.models import Language, Role
from coffeecop.models.checklist import ChecklistStep as Step
from tests.factories import make_checklist, sign_in
from tests.staff.settings.lists.kinds import CHECKLIST, change
from tests.stored import reload


@pytest.fixture
def items(app):
    return make_checklist()


def address_of(items, step):
    return CHECKLIST.address(items[step])


def test_the_lines_stand_in_the_order_of_their_days_the_event_among_them(plain_organizer, items):
    change(plain_organizer, address_of(items, Step.ROLL_CALL), days="0", when="after")

    lines = CHECKLIST.lines(plain_organizer.get(CHECKLIST.page))

    assert lines[0] == "Agree on the venue 28 days before"
    assert "Brief the officers at roll call on the day" in lines
    assert lines[-1] == "Say what came of it 14 days after"


def test_own_words_are_emptied_to_get_the_usual_ones(visitor, items):
    sign_in(visitor, Role.ORGANIZER, language=Language.SPANISH)
    address = address_of(items, Step.POSTER)
    change(visitor, address, label="Colgar el cartel")

    page = visitor.follow(change(visitor, address, label=" "))

    assert reload(items[Step.POSTER]).label is None
    assert "Poner el cartel 14 días antes" in CHECKLIST.lines(page)[2]


@pytest.mark.parametrize(
    ("step", "typed", "error"),
    [
        (Step.POSTER, {"days": "soon"}, "Write a number of days, such as 7."),
        (Step.POSTER, {"days": ""}, "Write a number of days, such as 7."),
        (Step.POSTER, {"days": "-3"}, "Write a number from 0 to 180."),
        (Step.POSTER, {"days": "181"}, "Write a number from 0 to 180."),
        (Step.POSTER, {"days": "61", "when": "after"}, "Write at most 60 days after"),
        (Step.COUNTED, {"when": "before"}, "This can only be done after the event."),
    ],
)
def test_days_have_their_bounds(organizer, items, step, typed, error):
    page = change(organizer, address_of(items, step), **typed)

    assert page.status == 422
    assert error in page.text(f"#{next(iter(typed))}-error")


def test_a_line_of_the_departments_own_needs_words(organizer):
    page = organizer.post(CHECKLIST.new, label=" ", days="2", when="before")

    assert "take the line off the list" in page.text("#label-error")
