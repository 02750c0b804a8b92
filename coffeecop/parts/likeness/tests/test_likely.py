"""What may belong to a matter is asked in one line, only where it is likely, and never twice."""

from datetime import timedelta

import pytest

from coffeecop.db import db, now
from coffeecop.models import Matter
from coffeecop.parts.likeness import ranking
from coffeecop.parts.likeness.engine.likeness_process import NotCompared
from coffeecop.parts.likeness.engine.ranking_process import LIKELY, SURE, Ranked
from tests.factories import make_agency, make_concern, make_event, make_matter, make_venue
from tests.shared_words import shared_words
from tests.staff.form_filling import whole
from tests.stored import belonging

BODY = "that dark crosswalk again"


def rank(event, names, _member):
    """One shared word is likely, more are sure."""
    least = {0: 0.0, 1: LIKELY}
    shared = {each.key: shared_words(event, db.session.get(Matter, each.key)) for each in names}
    return {
        key: [Ranked(each, least.get(number, SURE + number)) for each, number in own.items()]
        for key, own in shared.items()
    }


@pytest.fixture(autouse=True)
def ranks(monkeypatch):
    monkeypatch.setattr(ranking, "rank", rank)


@pytest.fixture
def matter(event):
    """Named an hour ago, of one text that stands since."""
    old = make_concern(event=event, body=BODY, created_at=now() - timedelta(hours=2))
    return make_matter(
        old, event=event, name="dark crosswalk", created_at=now() - timedelta(hours=1)
    )


def ask(visitor, **of):
    ((name, row),) = of.items()
    return whole(visitor, f"/staff/matters/likely?{name}={row.id}")


def answer(visitor, page, belongs):
    return visitor.post(page.one("#likely-form")["action"], belongs=belongs)


@pytest.mark.parametrize("belongs", [True, False], ids=["yes", "no"])
def test_what_came_since_is_asked_once_on_the_page_of_the_matter(officer, event, matter, belongs):
    make_concern(event=event, body="do I bring an id")
    came = make_concern(event=event, body=BODY)
    page = ask(officer, matter=matter)
    assert BODY in page.words

    answered = answer(officer, page, "yes" if belongs else "no")

    assert answered.location.startswith(f"/staff/matters/{matter.id}?did=")
    assert belonging(matter)[came.id] is belongs
    assert not ask(officer, matter=matter).has("#likely-form")


def test_what_came_to_another_event_at_its_venue_is_asked_too(officer, event, matter):
    make_concern(event=make_event(venue=event.venue), body=BODY)
    assert ask(officer, matter=matter).has("#likely-form")


@pytest.mark.both_databases
def test_what_came_elsewhere_or_before_or_is_a_complaint_is_not_asked(officer, event, matter):
    make_concern(event=make_event(venue=make_venue()), body=BODY)
    make_concern(event=event, body=BODY, created_at=now() - timedelta(hours=3))
    make_concern(event=event, body=BODY, is_complaint=True)
    make_concern(event=event, body=BODY, is_held=True)

    assert not ask(officer, matter=matter).has("#likely-form")


def test_a_concern_is_asked_about_where_the_ranking_is_sure(officer, event, matter):
    sure, only_likely = (make_concern(event=event, body=body) for body in (BODY, "a dark dog"))
    assert not ask(officer, concern=only_likely).has("#likely-form")
    page = officer.get(f"/staff/concerns/{sure.id}")
    page = whole(officer, page.one(".more-actions [hx-get*=likely]")["href"])
    assert "This may belong to “dark crosswalk”." in page.words

    answered = answer(officer, page, "no")

    assert answered.location == f"/staff/concerns/{sure.id}"
    assert belonging(matter)[sure.id] is False
    assert not ask(officer, concern=sure).has("#likely-form")
    # Nothing is left to ask.
    assert not officer.get(f"/staff/concerns/{sure.id}").has(".more-actions [hx-get*=likely]")


def test_a_busy_computer_asks_nothing(officer, event, matter, monkeypatch):
    def fail(*_asked):
        raise NotCompared

    monkeypatch.setattr(ranking, "rank", fail)
    concern = make_concern(event=event, body=BODY)

    assert not ask(officer, concern=concern).has("#likely-form")
    assert not ask(officer, matter=matter).has("#likely-form")


def test_what_one_may_not_read_is_not_found(officer, event, matter):
    complaint = make_concern(event=event, is_complaint=True)
    other = make_concern(event=make_event(agency=make_agency()))
    for concern in (complaint, other):
        assert ask(officer, concern=concern).status == 404
        url = f"/staff/matters/{matter.id}/likely/{concern.id}"
        assert officer.post(url, belongs="yes").status == 404
    assert officer.get("/staff/matters/likely?matter=9999").status == 404
