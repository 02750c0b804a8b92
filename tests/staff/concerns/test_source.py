"""Where a concern came from: from a resident's own device, from a card, or told to an officer."""

import pytest

from coffeecop.models import ConcernSource
from tests.factories import make_concern, make_staff
from tests.staff.concerns.form_filling import path
from tests.staff.form_filling import whole

PAPER, CAPTURE = ConcernSource.PAPER, ConcernSource.CAPTURE


def entered(source, **values):
    return make_concern(source=source, entered_by_id=make_staff(name="Ofc. Sample").id, **values)


@pytest.mark.parametrize(
    ("source", "on_page", "in_list"),
    [
        (PAPER, "From a card, typed in by Ofc. Sample", "from a card"),
        (CAPTURE, "Told to Ofc. Sample", "told to Ofc. Sample"),
    ],
)
def test_its_page_and_its_list_say_it(officer, source, on_page, in_list):
    page = whole(officer, path(entered(source)))

    assert on_page in page.text("#concern header")
    assert in_list in page.text("#concern-list .meta")


def test_how_many_people_said_it_is_told_where_it_was_more_than_one(officer):
    several, one, sent = entered(CAPTURE, people=3), entered(CAPTURE), make_concern()

    assert "Told" not in whole(officer, path(sent)).text("#concern header")
    assert "3 people" in whole(officer, path(several)).text("#concern header")
    assert "1 person" not in whole(officer, path(one)).text("#concern header")
    assert sum("3 people" in meta for meta in officer.get("/staff/concerns").texts(".meta")) == 1


def test_the_list_reads_all_names_with_the_concerns(officer, queries):
    numbers = set()
    for _ in range(3):
        entered(CAPTURE)
        with queries() as statements:
            officer.get("/staff/concerns")
        numbers.add(len(statements))

    assert len(numbers) == 1
