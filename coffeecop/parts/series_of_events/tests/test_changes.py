import pytest

from coffeecop.db import db
from coffeecop.models import AuditAction, Event, EventStatus, MailKind
from coffeecop.parts.series_of_events.tests.form_filling import fill_in, save
from tests.factories import make_event, make_rsvp
from tests.staff.events.form_filling import change, part_path
from tests.staff.form_filling import as_shown
from tests.stored import all_of, audit_entries, mails, reload

ALL_THAT_FOLLOW = {"applies_to": "following"}


@pytest.fixture
def dates(organizer, coffee):
    """Four published events of a series: October, November, December and February."""
    fields = fill_in(organizer, coffee, publishes="y")
    save(organizer, coffee, {**fields, "days": fields["days"][:3]})
    return all_of(Event)


def each(field):
    return [getattr(event, field) for event in all_of(Event)]


def local_starts():
    return [f"{starts_at:%m-%d %H:%M}" for starts_at in each("starts_at")]


def test_by_itself_a_change_is_for_this_event_only(organizer, dates):
    alone = make_event()
    assert not organizer.get(part_path(alone, title_en="")).has("#applies_to")
    assert as_shown(organizer.get(part_path(dates[1], title_en="")))["applies_to"] == "one"

    change(organizer, dates[1], title_en="Tea")

    assert each("title_en") == ["Coffee", "Tea", "Coffee", "Coffee", alone.title_en]


def test_a_change_is_spread_to_all_that_follow_once(organizer, dates):
    path = part_path(dates[1], title_en="")
    shown = as_shown(organizer.get(path))
    fields = {**shown, "title_en": "Tea", "description_en": "", **ALL_THAT_FOLLOW}

    for _ in range(2):
        assert organizer.post(path, **fields).status == 303
    change(organizer, dates[1], capacity="50", **ALL_THAT_FOLLOW)
    change(organizer, dates[1], roster="Lt. Cy New, host", **ALL_THAT_FOLLOW)
    change(organizer, dates[1], holds_submissions=[], **ALL_THAT_FOLLOW)

    assert each("title_en") == ["Coffee", "Tea", "Tea", "Tea"]
    assert each("capacity") == [40, 50, 50, 50]
    assert each("description_en") == ["Ask anything.", None, None, None]
    hosts = [event.roster[0].name for event in all_of(Event)]
    assert hosts == ["Sgt. Bo Sample", *["Lt. Cy New"] * 3]
    assert each("holds_submissions") == [True, False, False, False]
    assert len(audit_entries(AuditAction.EVENT_CHANGED)) == 4 * 3
    mine = {**shown, "title_en": "Mine", **ALL_THAT_FOLLOW}
    page = organizer.post(path, **mine)
    assert "A colleague changed this while you were writing." in page.text(".error-summary")


def test_what_is_not_changed_and_who_is_cancelled_or_past_stays_as_it_was(organizer, dates):
    change(organizer, dates[2], description_en="With cake.")
    change(organizer, dates[2], capacity="9")
    reload(dates[3]).cancel(by=organizer.member)
    db.session.commit()

    change(organizer, dates[1], title_en="Tea", **ALL_THAT_FOLLOW)

    assert each("title_en") == ["Coffee", "Tea", "Tea", "Coffee"]
    own = reload(dates[2])
    assert (own.description_en, own.capacity) == ("With cake.", 9)
    assert reload(dates[3]).status is EventStatus.CANCELLED


@pytest.mark.parametrize(
    ("changes", "starts"),
    [
        (
            {"date": "2026-10-08", "start_time": "17:00", "end_time": "18:30"},
            ["10-09 00:00", "11-19 01:00", "12-31 01:00", "02-11 01:00"],
        ),
        (
            {"time_zone": "America/New_York"},
            ["10-07 13:00", "11-18 14:00", "12-30 14:00", "02-10 14:00"],
        ),
        ({"date": "2026-10-08"}, ["10-08 16:00", "11-18 17:00", "12-30 17:00", "02-10 17:00"]),
    ],
)
def test_each_keeps_its_day_and_its_clock_through_the_winter(organizer, dates, changes, starts):
    change(organizer, dates[0], **changes, **ALL_THAT_FOLLOW)

    assert local_starts() == starts


def test_a_place_is_spread_as_a_whole(organizer, dates):
    change(organizer, dates[2], venue_name="Pier", street="5 Pier St.")

    change(organizer, dates[0], street="2 Sample St.", **ALL_THAT_FOLLOW)

    assert {event.venue_id for event in all_of(Event)} == {reload(dates[0]).venue_id}


def test_residents_of_each_event_that_moves_are_told_once(organizer, dates):
    for event in dates[1:]:
        make_rsvp(event=reload(event), contact={"email": f"ann-{event.id}@example.org"})

    change(organizer, dates[2], venue_name="Harbor Café", **ALL_THAT_FOLLOW)

    told = [mail.recipient for mail in mails(kind=MailKind.CHANGED)]
    assert told == [f"ann-{event.id}@example.org" for event in dates[2:]]
    assert [event.moved_from_place is None for event in all_of(Event)] == [True, True, False, False]


def test_seats_taken_in_one_of_them_are_named_and_nothing_changes(organizer, dates):
    make_rsvp(event=reload(dates[2]), party_size=9)

    page = change(organizer, dates[1], capacity="5", **ALL_THAT_FOLLOW)

    assert page.status == 422
    assert "On Wednesday, December 30, 2026 9 seats are already taken" in page.text(
        "#capacity-error"
    )
    assert as_shown(page)["applies_to"] == "following"
    assert each("capacity") == [40] * 4


def test_an_hour_that_the_clocks_skip_in_one_of_them_is_named(organizer, dates):
    last = all_of(Event)[-1]
    change(organizer, last, date="2027-03-14")

    page = change(organizer, dates[1], start_time="02:30", end_time="04:00", **ALL_THAT_FOLLOW)

    assert "On Sunday, March 14, 2027 the clocks skip" in page.text("#start_time-error")
    assert local_starts()[1] == "11-18 17:00"
