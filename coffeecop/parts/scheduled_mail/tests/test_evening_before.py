"""The evening before an event its roster gets the briefing by mail, once, in nobody's words."""

from datetime import datetime, timedelta

import pytest
import time_machine

from coffeecop.db import db
from coffeecop.mail.notifications import drop_late_mail
from coffeecop.models import (
    BriefedOn,
    EventStatus,
    Language,
    MailKind,
    MatterState,
    StaffNotifications,
)
from coffeecop.models import Role as R
from coffeecop.parts.scheduled_mail.jobs.evening_before import write_briefings
from coffeecop.parts.scheduled_mail.schedule import NAME
from tests.colleagues import run_concurrently
from tests.factories import (
    PACIFIC,
    make_agency,
    make_concern,
    make_concerns,
    make_event,
    make_flag,
    make_matter,
    make_mention,
    make_rsvp,
    make_staff,
    make_topic,
    make_venue,
    save,
    suggest,
)
from tests.stored import mails, one_mail
from tests.visitor import Visitor

EVENING = datetime(2027, 2, 24, 18, 0, 5, tzinfo=PACIFIC)
SECRET = "My neighbor shouts"

pytestmark = pytest.mark.both_databases


@pytest.fixture
def clock(app, monkeypatch):
    """The morning before an event at half past twelve. It stands still until it is moved."""
    monkeypatch.setitem(app.config, "SMTP_URL", "smtp://localhost:1")
    with time_machine.travel(EVENING - timedelta(hours=9), tick=False) as clock:
        yield clock


@pytest.fixture
def event(clock):
    venue = make_venue(name="Peirano's")
    starts_at = datetime(2027, 2, 25, 12, 30, tzinfo=PACIFIC)
    roster = ["Sgt. Ana Sample"]
    return make_event(title_en="Coffee with a Cop", venue=venue, starts_at=starts_at, roster=roster)


@pytest.fixture
def ana(event):
    return make_staff(name="Ana Sample", email="ana@example.org")


def briefed_at(clock, moment):
    """Write what is due then, and return who has got a briefing so far."""
    clock.move_to(moment)
    write_briefings()
    return sorted(mail.recipient for mail in mails(kind=MailKind.BRIEFING))


def test_it_comes_on_the_evening_before_and_once(ana, clock):
    assert briefed_at(clock, EVENING - timedelta(minutes=1)) == []
    for later in (timedelta(), timedelta(minutes=1), timedelta(hours=5), timedelta(days=1)):
        assert briefed_at(clock, EVENING + later) == ["ana@example.org"]


def test_several_workers_write_it_once(app, ana, clock):
    clock.move_to(EVENING)

    run_concurrently([Visitor(app)] * 4, lambda _number, _visitor: write_briefings())

    assert len(mails(kind=MailKind.BRIEFING)) == 1


def test_after_midnight_it_is_too_late_to_write_or_to_send_it(ana, clock):
    assert briefed_at(clock, EVENING + timedelta(hours=6)) == []
    assert briefed_at(clock, EVENING + timedelta(hours=5, minutes=59)) == ["ana@example.org"]

    clock.move_to(EVENING + timedelta(hours=12))
    drop_late_mail()

    assert mails() == []


@pytest.mark.parametrize("status", [EventStatus.DRAFT, EventStatus.CANCELLED])
def test_nobody_is_briefed_on_an_event_that_is_not_held(ana, event, clock, status):
    make_event(starts_at=event.starts_at, roster=["Ana Sample"], status=status)
    db.session.delete(event)
    db.session.commit()

    assert briefed_at(clock, EVENING) == []


def test_the_roster_and_organizers_get_it_and_who_chose_it(ana, event, clock):
    make_staff(R.ORGANIZER, email="org@example.org")
    make_staff(email="other@example.org", name="Bo Sample")
    make_staff(R.ORGANIZER, email="elsewhere@example.org", agency=make_agency())
    for name, choice in (("all", BriefedOn.ALL), ("own", BriefedOn.OWN), ("no", BriefedOn.NEVER)):
        member = make_staff(R.ORGANIZER, email=f"{name}@example.org")
        save(StaffNotifications(staff_id=member.id, briefings=choice))

    told = briefed_at(clock, EVENING)

    assert told == ["all@example.org", "ana@example.org", "org@example.org"]


def test_without_a_mail_server_none_is_written(app, ana, clock, monkeypatch):
    monkeypatch.setitem(app.config, "SMTP_URL", None)

    assert briefed_at(clock, EVENING) == []


def test_it_tells_numbers_and_names_and_never_what_a_resident_wrote(ana, event, clock):
    lights = make_topic(name_en="Street lights & lamps")
    bikes = make_topic(name_en="E-bikes")
    named = make_concerns(5, event=event, topics=[bikes], body=SECRET)
    for concern in make_concerns(6, event=event, body=SECRET):
        suggest(concern, bikes, 0.7)
    make_concerns(4, event=event, topics=[lights], body=SECRET, wants_answer=True)
    for concern in make_concerns(3, event=event, body=SECRET):
        make_mention(concern, "library")
    make_flag(concern=make_concern(event=event, body=SECRET, wants_talk=True))
    make_flag(concern=make_concern(event=event, body=SECRET, is_complaint=True))
    for days in (0, 60):
        make_matter(by=ana, said=MatterState.DOING, due_in=days, venue_id=event.venue_id)
    make_matter(*named, by=ana, name="E-bikes")
    rsvp = {"needs": {"other_language", "step_free"}, "other_language": "Mixteco de mi pueblo"}
    make_rsvp(event=event, party_size=3, **rsvp)

    briefed_at(clock, EVENING)

    mail = one_mail()
    body = mail.body.replace("\u202f", " ")
    assert mail.subject.replace("\u202f", " ") == (
        "Tomorrow: Coffee with a Cop, 12:30 PM, Peirano's"
    )
    assert body.splitlines()[:1] == ["Coffee with a Cop"]
    for line in (
        "19 concerns so far.",
        "- E-bikes: 5 of 19, perhaps 6 more",
        "- Street lights & lamps: 4 of 19",
        "1 has an urgent flag.",
        "4 concerns wait for an answer.",
        "1 wants to talk with one of you.",
        "1 promise at this place is due by then.",
        "3 people may come",
        "1 asked for Mixteco, nobody assigned",
        "1 asked for a way in without steps.",
        f"http://127.0.0.1:8000/staff/events/{event.id}/briefing",
    ):
        assert line in body.splitlines()
    assert SECRET not in body
    assert "pueblo" not in body


def test_it_is_in_the_language_of_its_reader(ana, clock):
    save(ana, language=Language.SPANISH)

    briefed_at(clock, EVENING)

    assert "jueves, 25 de febrero de 2027" in one_mail().body


def test_a_department_that_has_it_off_is_not_briefed(ana, event, clock):
    save(event.agency, parts_off=[NAME])

    assert briefed_at(clock, EVENING) == []
