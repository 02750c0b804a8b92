from collections import Counter
from datetime import UTC, datetime, timedelta
from zoneinfo import ZoneInfo

import pytest
from sqlalchemy import func, select

from coffeecop.db import db, db_writes, now
from coffeecop.imports import demo as the_demo
from coffeecop.imports.demo import load_demo, next_date
from coffeecop.models import (
    Agency,
    Concern,
    ConcernTopic,
    Contact,
    Event,
    Phase,
    Rsvp,
    RsvpStatus,
    StaffMember,
)
from tests.factories import make_agency
from tests.stored import all_of, one_of

pytestmark = pytest.mark.usefixtures("app")

PACIFIC = ZoneInfo("America/Los_Angeles")
REAL = "coffee-with-a-cop-2026-02-26"


@pytest.fixture
def demo(app):
    with db_writes():
        load_demo()


def coming_event():
    return db.session.scalars(select(Event).where(Event.ends_at > now())).one()


@pytest.mark.usefixtures("demo")
def test_the_first_event_is_the_real_one():
    event = one_of(Event, slug=REAL)

    assert event.agency.name == "Ventura Police Department"
    assert event.venue.name == "Peirano's Market & Delicatessen"
    assert event.venue.address == "204 E. Main St., Ventura"
    assert event.starts_at.astimezone(PACIFIC) == datetime(2026, 2, 26, 12, 30, tzinfo=PACIFIC)
    assert event.ends_at.astimezone(PACIFIC) == datetime(2026, 2, 26, 14, 0, tzinfo=PACIFIC)
    assert "you pay for your own coffee or Italian sub" in event.description_en
    assert "cada quien paga" in event.description_es


@pytest.mark.usefixtures("demo")
def test_nothing_is_invented_about_the_real_department():
    agency = one_of(Agency)

    assert (agency.phone, agency.website, agency.complaint_url) == (None, None, None)
    assert (one_of(Event, slug=REAL).roster, coming_event().roster) == ([], [])


@pytest.mark.usefixtures("demo")
def test_one_event_is_to_come_and_three_are_over():
    event, real = coming_event(), one_of(Event, slug=REAL)

    assert (event.title_en, event.venue) == (real.title_en, real.venue)
    assert event.starts_at.astimezone(PACIFIC).strftime("%a %b %H:%M") == "Thu Feb 12:30"
    assert event.slug == f"coffee-with-a-cop-{event.starts_at.astimezone(PACIFIC):%Y-%m-%d}"
    assert event.takes_rsvps
    assert [other.is_over for other in all_of(Event)].count(True) == 3


@pytest.mark.parametrize(
    ("today", "date"),
    [
        ("2026-02-26T13:59", "2026-02-26"),
        ("2026-02-26T14:00", "2027-02-25"),
        ("2026-11-24T09:00", "2027-02-25"),
        ("2028-01-01T00:00", "2028-02-24"),
    ],
)
def test_the_next_date_is_a_fourth_thursday_that_is_not_over(today, date):
    ends_at = datetime(2026, 2, 26, 14, 0, tzinfo=PACIFIC)
    after = datetime.fromisoformat(today).replace(tzinfo=PACIFIC)

    assert next_date(after, ends_at).isoformat() == date


@pytest.mark.usefixtures("demo")
def test_every_event_was_published_weeks_before_it_and_speaks_spanish():
    for event in all_of(Event):
        assert event.is_published
        assert event.published_at < min(event.starts_at, now()) - timedelta(weeks=2)
        assert event.title_es
        assert event.description_es


@pytest.mark.usefixtures("demo")
def test_every_concern_was_raised_while_it_could_be():
    for concern in all_of(Concern):
        assert concern.event.published_at < concern.created_at < now()
        assert concern.event.phase_at(concern.created_at) is concern.phase


@pytest.mark.usefixtures("demo")
def test_concerns_keep_the_order_in_which_they_are_told():
    for event in all_of(Event):
        moments = [concern.created_at for concern in all_of(Concern, event_id=event.id)]
        assert moments == sorted(moments)


@pytest.mark.usefixtures("demo")
def test_there_is_enough_to_look_at():
    concerns = all_of(Concern)
    languages = Counter(concern.language for concern in concerns)

    assert len(concerns) >= 150
    assert min(languages.values()) >= 40
    assert {concern.phase for concern in concerns} == set(Phase)
    assert any(len(concern.topic_rows) > 1 for concern in concerns)
    assert any(event.capacity for event in all_of(Event))


@pytest.mark.usefixtures("demo")
def test_the_seats_taken_are_those_of_the_parties_that_come():
    for event in all_of(Event):
        coming = select(func.sum(Rsvp.party_size)).where(
            Rsvp.event_id == event.id, Rsvp.status == RsvpStatus.COMING
        )
        assert event.seats_taken == db.session.scalar(coming)
        assert 10 <= len(all_of(Rsvp, event_id=event.id)) <= 30
    assert {rsvp.status for rsvp in all_of(Rsvp)} == {RsvpStatus.COMING, RsvpStatus.CANCELLED}
    assert any(rsvp.needs for rsvp in all_of(Rsvp))


@pytest.mark.usefixtures("demo")
def test_parties_sent_their_rsvps_while_they_could():
    for rsvp in all_of(Rsvp):
        closed_at = min(rsvp.event.starts_at, now())
        assert rsvp.event.published_at <= rsvp.created_at <= closed_at
        assert rsvp.is_coming or rsvp.created_at <= rsvp.cancelled_at <= closed_at


@pytest.mark.usefixtures("demo")
def test_nobody_is_in_it():
    assert all_of(Contact) == []
    assert all_of(StaffMember) == []
    assert db.session.scalars(select(ConcernTopic.staff_id).distinct()).all() == [None]


def test_the_demo_is_the_same_each_time(app, monkeypatch):
    monkeypatch.setattr(the_demo, "now", lambda: datetime(2026, 11, 24, 12, 0, tzinfo=UTC))

    def loaded():
        load_demo()
        parties = select(Rsvp.party_size, Rsvp.created_at, Rsvp.status).order_by(Rsvp.id)
        raised = select(Concern.body, Concern.created_at).order_by(Concern.id)
        told = (db.session.execute(parties).all(), db.session.execute(raised).all())
        db.session.rollback()
        return told

    assert loaded() == loaded()


def test_the_command_loads_the_demo(app):
    told = app.test_cli_runner().invoke(args=["demo"])

    assert (told.exit_code, told.output) == (0, "The demo is loaded.\n")
    assert len(all_of(Event)) == 4


def test_the_command_refuses_a_database_in_use(app):
    make_agency()

    told = app.test_cli_runner().invoke(args=["demo"])

    assert told.exit_code == 1
    assert "not empty" in told.output
    assert all_of(Event) == []
