from datetime import UTC, datetime, time, timedelta
from zoneinfo import ZoneInfo

import pytest
import time_machine
from icalendar import Calendar
from sqlalchemy.orm import Session

from coffeecop.db import db, now
from coffeecop.mail import composing, notifications
from coffeecop.mail.notifications import write_reminders
from coffeecop.mail.outbox import deliver_due
from coffeecop.models import Event, Language, MailKind, Rsvp, RsvpStatus, Venue
from coffeecop.server import worker
from coffeecop.web.forms import new_form_key
from tests.factories import make_event, make_past_event, make_rsvp, make_staff, make_without_seat
from tests.staff.events.form_filling import change, organizer
from tests.stored import mails, one_mail

PACIFIC = ZoneInfo("America/Los_Angeles")
ANN = {"email": "ann@example.org"}


def reply(visitor, event, prefix="", **fields):
    answer = visitor.post(
        f"{prefix}/events/{event.slug}/rsvps", **{"party_size": "2", **ANN, **fields}
    )
    assert answer.status == 303, answer.words
    return answer.location


def move(event, *, by):
    event.starts_at, event.ends_at = event.starts_at + by, event.ends_at + by


@pytest.mark.parametrize(
    ("prefix", "title", "zone", "people"),
    [
        ("", "title_en", "Pacific Time", "We expect 2 people."),
        ("/es", "title_es", "hora del Pacífico", "2 personas"),
    ],
)
def test_who_gives_an_address_gets_one_confirmation_with_the_link_in_their_language(
    visitor, prefix, title, zone, people
):
    event = make_event()

    link = reply(visitor, event, prefix=prefix)

    mail = one_mail()
    assert mail.kind == MailKind.CONFIRMATION
    assert mail.recipient == "ann@example.org"
    assert link.startswith(f"{prefix}/rsvps/")
    assert f"http://127.0.0.1:8000{link}?mail={mail.recipient_key}\n" in mail.body
    for told in (people, event.venue.address, zone):
        assert told in mail.body
    assert getattr(event, title) in mail.subject
    (entry,) = Calendar.from_ical(mail.calendar).walk("VEVENT")
    assert entry["summary"] == getattr(event, title)
    assert entry["dtstart"].dt == event.starts_at.replace(microsecond=0)
    assert link in str(entry["description"])


def test_who_gives_no_address_or_is_refused_gets_no_mail(visitor):
    reply(visitor, make_event(), email="")
    reply(visitor, make_event(), email="", phone="805 555 0100", name="Ann")
    full = make_event(capacity=1)
    visitor.post(f"/events/{full.slug}/rsvps", party_size="2", **ANN)

    assert mails() == []


def test_the_mail_is_as_programs_and_people_expect_whatever_the_title(app, post):
    event = make_event(title_en="Coffee\r\nBcc: victim@example.org\r\n\r\nHello")
    notifications.confirm(make_rsvp(event=event, contact={**ANN, "name": "Ann Sample"}))
    db.session.commit()
    link = one_mail().unsubscribe_url

    deliver_due()

    (letter,) = post.letters
    message = letter.message
    assert letter.to == ["ann@example.org"]
    assert message["Bcc"] is None
    assert message["Subject"] == "See you there: Coffee Bcc: victim@example.org Hello"
    assert message["From"] == "Example Police <coffee@example.org>"
    assert message["Auto-Submitted"] == "auto-generated"
    assert message["List-Unsubscribe"].strip() == f"<{link}>"
    assert message["List-Unsubscribe-Post"] == "List-Unsubscribe=One-Click"
    assert "Ann" not in message.as_string()
    assert letter.calendar.get_content_type() == "text/calendar"
    assert letter.calendar.get_param("method") == "PUBLISH"
    assert letter.calendar.get_filename() == "event.ics"
    assert Calendar.from_ical(letter.calendar.get_content()).walk("VEVENT")


def test_staff_change_the_event_and_each_hears_of_it_in_their_language(visitor):
    event = make_event(starts_at=datetime(2027, 3, 13, 20, 30, tzinfo=UTC))
    for language in Language:
        make_rsvp(event=event, contact=ANN, language=language)
    make_rsvp(event=event)
    make_rsvp(event=event, contact=ANN, status=RsvpStatus.CANCELLED, cancelled_at=now())
    make_rsvp(event=event, contact=ANN, unsubscribed_at=now())
    old_venue = event.venue.name

    with time_machine.travel(datetime(2027, 3, 1, 12, tzinfo=UTC)):
        organizer(visitor, language=Language.ENGLISH)
        change(visitor, event, date="2027-03-14", venue_name="New Library")
        change(visitor, event, description_en="What it is about changed.")

    english, spanish = mails(kind=MailKind.CHANGED)
    # The clocks go forward between the two days; both are told as clocks show them.
    now_told, before_told = english.body.split("Before:")
    assert "Sunday, March 14, 2027\n12:30 PM to 2:00 PM, Pacific Time\nNew Library" in now_told
    assert "Saturday, March 13, 2027\n12:30 PM to 2:00 PM, Pacific Time\n" in before_told
    assert old_venue in before_told
    assert "domingo, 14 de marzo de 2027" in spanish.body
    (entry,) = Calendar.from_ical(english.calendar).walk("VEVENT")
    assert entry["sequence"] == 1
    assert entry["dtstart"].dt == datetime(2027, 3, 14, 19, 30, tzinfo=UTC)


def test_staff_cancel_the_event_and_nothing_else_is_sent_about_it(visitor):
    organizer(visitor)
    event = make_event()
    notifications.confirm(make_rsvp(event=event, contact=ANN))
    make_without_seat(event=event, contact=ANN)
    db.session.commit()

    visitor.post(f"/staff/events/{event.id}/cancellation")

    cancelled, without_seat = mails()
    assert {cancelled.kind, without_seat.kind} == {MailKind.CANCELLED}
    assert "won't take place" in cancelled.body
    (entry,) = Calendar.from_ical(cancelled.calendar).walk("VEVENT")
    assert entry["status"] == "CANCELLED"


@pytest.mark.parametrize(
    "write",
    [
        lambda event: notifications.notify_changes({event: event}),
        notifications.notify_cancellation,
        lambda _: write_reminders(),
    ],
    ids=["change", "cancellation", "reminders"],
)
def test_addresses_are_locked_in_one_order_whoever_replied_first(app, monkeypatch, write):
    event = make_event(starts_at=now() + timedelta(hours=2), capacity=4)
    earlier = {"event": event, "created_at": now() - timedelta(days=9)}
    locked = []
    for address in ("zoe@example.org", "Bo@example.org"):
        make_rsvp(contact={"email": address}, **earlier)

    monkeypatch.setattr(composing, "is_mail_allowed", locked.append)
    write(event)

    assert len(locked) >= 2
    assert locked == sorted(locked, key=str.lower)


def test_a_past_event_that_is_corrected_is_no_news(app):
    event = make_past_event()
    make_rsvp(event=event, contact=ANN)

    notifications.notify_changes({event: event})
    db.session.commit()

    assert mails() == []


def test_a_form_sent_twice_is_one_mail_and_a_new_address_is_written_to_instead(plain_visitor):
    event, key = make_event(), new_form_key()
    link = reply(plain_visitor, event, form_key=key)
    assert reply(plain_visitor, event, form_key=key) == link

    plain_visitor.post(link, party_size="3", **ANN)
    assert one_mail().recipient == "ann@example.org"
    plain_visitor.post(link, party_size="3", email="bo@example.org")
    assert one_mail().recipient == "bo@example.org"
    plain_visitor.post(link, party_size="3", email="")
    assert mails() == []


def make_event_moved_after_it_was_read(**values):
    """Return an event as this session has read it: before it moved to the New Library."""
    event = make_event(starts_at=datetime(2027, 3, 13, 20, 30, tzinfo=UTC), **values)
    assert event.venue.name != "New Library"
    db.session.commit()
    with Session(db.engine) as colleague, colleague.begin():
        moved = colleague.get(Event, event.id)
        place = {"name": "New Library", "street": "2 Sample St.", "city": "Exampleton"}
        moved.venue = Venue(agency_id=moved.agency_id, **place)
        moved.time_zone = "America/New_York"
        moved.sequence += 1
        move(moved, by=timedelta(days=1))
    return event


def test_mail_written_while_the_event_moves_has_the_new_time_and_place(app):
    event = make_event_moved_after_it_was_read(capacity=1)
    notifications.confirm(make_rsvp(event=event, contact=ANN))
    db.session.commit()

    mail = one_mail()
    assert "Sunday, March 14, 2027\n4:30 PM to 6:00 PM, Eastern Time\nNew Library" in mail.body
    (entry,) = Calendar.from_ical(mail.calendar).walk("VEVENT")
    place = "New Library, 2 Sample St., Exampleton"
    assert (entry["sequence"], entry["location"]) == (1, place)
    assert entry["dtstart"].dt == datetime(2027, 3, 14, 20, 30, tzinfo=UTC)


@pytest.mark.parametrize(
    "starts_at",
    [
        datetime(2027, 2, 25, 12, 30, tzinfo=PACIFIC),
        datetime(2027, 3, 14, 0, 30, tzinfo=PACIFIC),  # The day on which clocks go forward.
        datetime(2027, 11, 7, 12, 30, tzinfo=PACIFIC),  # The day on which they go back.
        datetime(2027, 11, 7, 23, 30, tzinfo=PACIFIC),
    ],
)
def test_reminders_are_written_from_the_morning_before(app, starts_at):
    morning = datetime.combine(starts_at.date() - timedelta(days=1), time(10), PACIFIC)
    with time_machine.travel(starts_at.astimezone(UTC) - timedelta(days=7)):
        event = make_event(starts_at=starts_at)
        rsvp = make_rsvp(event=event, contact=ANN)
        make_rsvp(event=event)
        make_without_seat(event=event, contact=ANN)

    with time_machine.travel(morning.astimezone(UTC) - timedelta(minutes=1), tick=False):
        write_reminders()
        assert mails() == []
    with time_machine.travel(morning.astimezone(UTC), tick=False):
        make_rsvp(event=event, contact=ANN)  # Knows already.
        write_reminders()
        write_reminders()

    mail = one_mail()
    assert mail.kind == MailKind.REMINDER
    assert mail.rsvp_id == rsvp.id
    assert f"{starts_at:%-I:%M %p} to" in mail.body
    assert f"{starts_at:%A, %B} {starts_at.day}" in mail.body


def test_no_reminder_comes_after_the_event_has_begun(app):
    event = make_event(starts_at=now() + timedelta(hours=2))
    make_rsvp(event=event, contact=ANN, created_at=now() - timedelta(days=9))
    write_reminders()
    one_mail()

    with time_machine.travel(event.starts_at + timedelta(minutes=1)):
        worker.write_reminders()
        assert mails() == []
        write_reminders()
        assert mails() == []


@pytest.mark.parametrize(
    "change",
    [
        db.session.delete,
        lambda event: event.cancel(by=make_staff()),
        lambda event: move(event, by=timedelta(days=7)),
        lambda event: move(event, by=-timedelta(hours=3)),
    ],
    ids=["removed", "cancelled", "moved on", "begun"],
)
def test_an_event_that_changes_while_reminders_are_written_is_looked_at_again(
    app, monkeypatch, change
):
    changing = make_event(starts_at=now() + timedelta(hours=2))
    other = make_event(starts_at=now() + timedelta(hours=2))
    for event in (changing, other):
        make_rsvp(event=event, contact=ANN, created_at=now() - timedelta(days=9))
    find = notifications._events_to_remind_of

    def find_then_change():
        found = find()
        assert found == [changing.id, other.id]
        change(db.session.get(Event, changing.id))
        db.session.commit()
        return found

    monkeypatch.setattr(notifications, "_events_to_remind_of", find_then_change)
    write_reminders()

    assert db.session.get(Rsvp, one_mail().rsvp_id).event_id == other.id


def test_a_reminder_that_waits_while_the_event_moves_is_written_again(app):
    event = make_event(starts_at=datetime(2027, 3, 11, 20, tzinfo=UTC))
    make_rsvp(event=event, contact=ANN, created_at=event.starts_at - timedelta(days=9))
    with time_machine.travel(event.starts_at - timedelta(hours=5)):
        write_reminders()
        move(event, by=timedelta(hours=1))
        notifications.notify_changes({event: event})
        db.session.commit()
        assert one_mail().kind == MailKind.CHANGED
        write_reminders()

    assert "1:00 PM to 2:30 PM" in one_mail(kind=MailKind.REMINDER).body
