"""Private details in a text: a quiet note on the concern and a filter, never a flag."""

import pytest

from coffeecop.models import Kind
from tests.factories import make_concern, make_event
from tests.staff.concerns.form_filling import listed, path
from tests.staff.form_filling import whole

BODY = "Call me at 805 555 0142. They park at 1423 Birch St. Again: 805 555 0142"
WITH_DETAILS = "/staff/concerns?details=1"


@pytest.fixture
def concern(app):
    return make_concern(body=BODY, kind=Kind.QUESTION, has_personal_details=True)


def test_the_note_says_what_was_found_and_what_to_do(officer, concern):
    page = officer.get(path(concern))

    assert page.text(".details-note h2") == "It may hold private details"
    assert page.texts(".details-note li") == [
        "Phone number: 805 555 0142",
        "Street address: 1423 Birch St.",
    ]
    assert not page.has(".flag-card")
    page = whole(officer, page.one(".details-note a")["href"])
    assert page.text("#hide h2") == f"Hide number {concern.id}"
    # The detector may find nothing more.
    page = officer.get(path(make_concern(body="Nothing", has_personal_details=True)))
    assert page.has(".details-note h2")
    assert not page.has(".details-note li")


def test_no_note_where_nothing_private_was_found(officer):
    officers = {"names_officer": True, "body": "Officer Sample, badge 412, was kind."}
    for facts in ({}, {"has_personal_details": None, "names_officer": None}, officers):
        concern = make_concern(**{"body": BODY, **facts})
        assert not officer.get(path(concern)).has(".details-note")
    assert listed(officer.get(WITH_DETAILS)) == []


def test_who_reviews_is_told(officer):
    event = make_event()
    make_concern(event=event, body=BODY, is_held=True, has_personal_details=True)
    make_concern(event=event, body="plain", is_held=True)

    meta = officer.get("/staff/concerns?review=held").texts("#concern-list .meta")

    assert ["With private details" in each for each in meta] == [True, False]
