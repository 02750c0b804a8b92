"""Personal details are found in texts that were read before they were looked for."""

import pytest

from coffeecop.analysis import details
from coffeecop.analysis.details import find_details_due
from coffeecop.db import db, db_writes, now
from coffeecop.models import Concern
from coffeecop.server import worker
from tests.factories import make_concern
from tests.stored import reload

pytestmark = pytest.mark.both_databases

UNKNOWN = {"has_personal_details": None, "names_officer": None}


def make_read(body, **values):
    return make_concern(**{"body": body, "suggested_at": now(), **UNKNOWN, **values})


def found_in(concern):
    concern = reload(concern)
    return concern.has_personal_details, concern.names_officer


def test_they_are_found_without_anybody_asking(app, monkeypatch):
    monkeypatch.setattr(details, "BATCH", 2)
    phone = make_read("Call me at 805 555 0142.")
    badge = make_read("Badge 412 was kind.")
    nothing = make_read("Cars speed.")

    worker.find_details()

    assert found_in(phone) == (True, False)
    assert found_in(badge) == (False, True)
    assert found_in(nothing) == (False, False)
    assert find_details_due() == 0


@pytest.mark.parametrize(
    "values", [{"suggested_at": None}, {"has_personal_details": False, "names_officer": False}]
)
def test_what_will_be_read_or_is_known_is_left_alone(app, values):
    concern = make_read("Call me at 805 555 0142.", **values)
    before = found_in(concern)

    assert find_details_due() == 0
    assert found_in(concern) == before


def test_a_text_that_changes_meanwhile_is_left_to_the_classification(app, monkeypatch):
    concern = make_read("Call me at 805 555 0142.")

    def change(text):
        with db_writes():
            db.session.get(Concern, concern.id).body = "Cars speed."
        return find(text)

    find = details.find_personal
    monkeypatch.setattr(details, "find_personal", change)
    find_details_due()

    assert found_in(concern) == (None, None)
    assert reload(concern).suggested_at is None
