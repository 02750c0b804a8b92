import pytest

from coffeecop.db import db
from coffeecop.models import AuditAction, Event, EventStatus, Role
from coffeecop.parts.series_of_events.tests.form_filling import fill_in, listed, repeat, save
from tests.factories import make_draft, sign_in
from tests.staff.events.form_filling import change
from tests.staff.form_filling import arrive, whole
from tests.stored import all_of, audit_entries, reload


def publish(visitor, event):
    return visitor.post(f"/staff/events/{event.id}/series/publication")


def test_its_page_lists_each_date_with_its_state_and_goes_on_from_the_last_that_takes_place(
    organizer, coffee
):
    repeat(organizer, coffee, most="3", publishes="y")
    _, second, third, fourth = all_of(Event)
    change(organizer, second, date="2026-11-20")
    third = reload(third)
    fourth.cancel(by=organizer.member)
    third.status, third.published_at, third.published_by_id = EventStatus.DRAFT, None, None
    db.session.commit()
    change(organizer, third, date="2027-01-01")

    page = whole(organizer, f"/staff/events/{coffee.id}/series")

    assert page.text("h1") == "All dates"
    assert "Every 6 weeks" in page.words
    assert listed(organizer, coffee) == [
        "Wednesday, October 7, 2026 9:00 to 10:30 AM In 1 month",
        "Friday, November 20, 2026 9:00 to 10:30 AM Moved from Nov 18, 2026, 9:00 AM",
        "Friday, January 1, 2027 9:00 to 10:30 AM Draft Moved from Dec 30, 2026",
        "Wednesday, February 10, 2027 9:00 to 10:30 AM Cancelled",
    ]
    assert page.one(".actions a")["href"] == f"/staff/events/{third.id}/series/new"
    assert page.has("#publication-form")
    sign_in(organizer, Role.OFFICER)
    page = whole(organizer, f"/staff/events/{coffee.id}/series")
    assert not page.has("#publication-form, .actions a")


@pytest.mark.both_databases
def test_all_drafts_are_published_at_once_and_once(organizer, coffee):
    repeat(organizer, coffee, most="3")
    assert "Publish 3 drafts" in whole(organizer, f"/staff/events/{coffee.id}/series").words

    page = arrive(organizer, publish(organizer, coffee))
    assert publish(organizer, coffee).status == 303

    assert "Published 3 events." in page.words
    assert not page.has("#publication-form")
    assert all(event.is_published for event in all_of(Event))
    assert len(audit_entries(AuditAction.EVENT_PUBLISHED)) == 3


def test_an_event_without_a_series_has_no_page_of_one_and_stays_a_draft(organizer):
    draft = make_draft()

    page = organizer.get(f"/staff/events/{draft.id}/series")
    answer = publish(organizer, draft)

    assert page.location == answer.location == f"/staff/events/{draft.id}"
    assert reload(draft).is_draft


def test_none_is_published_while_nobody_reads_complaints(visitor, coffee):
    sign_in(visitor, Role.ORGANIZER)
    save(visitor, coffee, fill_in(visitor, coffee))

    page = publish(visitor, coffee)

    assert "Nobody would read" in page.refused(".error-summary")
    assert len(all_of(Event, status=EventStatus.DRAFT)) == 8
    assert "Nobody reads concerns about an officer yet" in page.text(".notice-warning")
    assert not page.has("#publication-form")
