from datetime import timedelta

import pytest

from coffeecop.db import db, now
from coffeecop.models import AuditAction, Event, EventStatus, Role
from tests.colleagues import colleagues, run_concurrently
from tests.factories import (
    make_agency,
    make_concern,
    make_draft,
    make_event,
    make_past_event,
    make_rsvp,
    make_staff,
    save,
    sign_in,
)
from tests.staff.form_filling import arrive, whole
from tests.stored import all_of, audit_actions, audited, mails, reload


def test_a_department_that_cannot_be_reached_is_asked_how_before_it_publishes(organizer):
    event = make_draft()
    path = f"/staff/events/{event.id}/preview"
    event.agency.phone = event.agency.website = None
    db.session.commit()
    assert "only 911" in whole(organizer, path).text("#publication")

    save(event.agency, phone="(805) 555-0100")
    assert "only 911" not in whole(organizer, path).text("#publication")


def test_a_draft_is_previewed_as_residents_will_see_it_in_both_languages(organizer):
    event = make_draft(roster=["Sgt. Bo Sample"], starts_at=now() - timedelta(days=1))

    page = whole(organizer, f"/staff/events/{event.id}/preview")
    spanish = whole(organizer, f"/staff/events/{event.id}/preview?language=es")

    assert page.text("h1") == event.title_en
    assert "Residents cannot see it yet." in page.text("#publication")
    assert "The time of this event has passed" in page.text("#publication")
    assert "Sgt. Bo Sample" in page.words
    assert event.venue.address in page.words
    assert page.has(".preview[disabled] [href$='/concerns/new']")
    assert reload(event).is_draft
    assert spanish.one("html")["lang"] == "es"
    assert spanish.text("h1") == event.title_es
    assert spanish.one("header .bar-link[hreflang=en]")["href"].endswith("/preview?language=en")


def test_the_draft_stays_hidden_until_it_is_published(organizer):
    event = make_draft()
    assert organizer.get(f"/events/{event.slug}").status == 404

    answer = organizer.post(f"/staff/events/{event.id}/publication")

    assert answer.location == f"/staff/events/{event.id}"
    assert reload(event).is_published
    assert event.published_by_id == organizer.member.id
    assert audit_actions() == [AuditAction.EVENT_PUBLISHED]
    page = arrive(organizer, answer)
    assert "Published. Residents can see it now." in page.text("[role=status].notice")
    assert organizer.get(f"/events/{event.slug}").status == 200
    assert organizer.get(f"/staff/events/{event.id}/preview").location == answer.location


@pytest.mark.both_databases
def test_of_two_who_publish_at_once_one_does(app):
    event = make_draft()
    make_staff(Role.COMPLAINTS)
    organizers = colleagues(app, 2, Role.ORGANIZER)
    path = f"/staff/events/{event.id}/publication"

    answers = run_concurrently(organizers, lambda number, visitor: visitor.post(path))

    pages = [arrive(*each).words for each in zip(organizers, answers, strict=True)]
    assert sorted("A colleague did this first." in words for words in pages) == [False, True]
    assert audit_actions() == [AuditAction.EVENT_PUBLISHED]


def test_cancelling_says_first_who_was_coming_and_then_the_event_says_so(organizer):
    event = make_event()
    make_rsvp(event=event, party_size=3)
    make_rsvp(event=event, party_size=1)

    asked = organizer.get(f"/staff/events/{event.id}")
    assert "2 parties have said that they are coming: 4 people." in asked.text("#changes")
    assert reload(event).is_published
    answer = organizer.post(f"/staff/events/{event.id}/cancellation")

    assert answer.location == f"/staff/events/{event.id}"
    cancelled = reload(event)
    assert cancelled.is_cancelled
    assert (cancelled.sequence, cancelled.cancelled_by_id) == (1, organizer.member.id)
    assert audit_actions() == [AuditAction.EVENT_CANCELLED]
    assert "Cancelled" in arrive(organizer, answer).texts(".badge")


def test_an_event_that_is_over_is_not_cancelled_by_a_page_left_open(organizer):
    event = make_past_event()
    make_rsvp(event=event, contact={"email": "ann@example.org"})

    page = arrive(organizer, organizer.post(f"/staff/events/{event.id}/cancellation"))

    assert page.text("[role=alert].notice") == "This event is over, so it cannot be cancelled."
    assert reload(event).is_published
    assert (audit_actions(), mails()) == ([], [])


def test_a_draft_that_a_case_needs_stays(plain_organizer, needed):
    draft = make_draft()
    needed(draft)

    assert plain_organizer.post(f"/staff/events/{draft.id}/remove").status == 422
    assert reload(draft)


def test_a_draft_is_removed_and_audited(organizer):
    event = make_draft(roster=["Sgt. Bo Sample"])
    event_id, slug = event.id, event.slug

    answer = organizer.post(f"/staff/events/{event_id}/remove")

    assert answer.location == "/staff/events"
    assert "The draft is gone." in arrive(organizer, answer).words
    assert all_of(Event) == []
    assert audited() == [
        (AuditAction.EVENT_REMOVED, organizer.member.id, event_id, {"address": slug})
    ]


@pytest.mark.parametrize("make_answer", [make_concern, make_rsvp])
def test_a_draft_that_residents_answered_is_not_removed(organizer, make_answer):
    event = make_draft()

    page = organizer.post(f"/staff/events/{event.id}/remove", csrf_token="stale")
    assert (page.status, page.has("[role=alert]")) == (422, True)
    make_answer(event=event)
    page = organizer.post(f"/staff/events/{event.id}/remove")

    assert page.status == 422
    assert "it must stay" in page.text("[role=alert]")
    assert reload(event).is_draft


@pytest.mark.parametrize(
    ("status", "verb"),
    [
        (EventStatus.PUBLISHED, "publication"),
        (EventStatus.PUBLISHED, "remove"),
        (EventStatus.DRAFT, "cancellation"),
        (EventStatus.CANCELLED, "cancellation"),
    ],
)
def test_an_event_in_another_state_stays_in_it_and_a_colleague_was_first(organizer, status, verb):
    event = make_event(status=status)

    answer = organizer.post(f"/staff/events/{event.id}/{verb}")

    assert "A colleague did this first." in arrive(organizer, answer).text("[role=alert].notice")
    assert reload(event).status is status
    assert audit_actions() == []


@pytest.mark.parametrize("role", [Role.OFFICER, Role.COMPLAINTS, Role.RECORDS, Role.ADMIN])
def test_other_staff_look_and_are_offered_no_change(plain_visitor, role):
    sign_in(plain_visitor, role)
    make_staff(Role.COMPLAINTS)
    draft, event = make_draft(), make_event()
    # Without one, an administrator is led to the settings of the department.
    save(draft.agency, phone="(805) 555-0100")

    for path in (
        "/staff/events",
        f"/staff/events/{draft.id}",
        f"/staff/events/{draft.id}/preview",
        f"/staff/events/{event.id}",
    ):
        page = plain_visitor.get(path)
        assert page.status == 200
        # Anybody may print the poster, which changes nothing that residents see.
        assert not page.has("main form[action^='/staff']")
        assert not page.has("a[href*='/edit'], a[href^='/staff'][href$='/new']")


def test_no_event_is_published_while_nobody_reads_concerns_about_officers(visitor):
    sign_in(visitor, Role.ORGANIZER)
    make_staff(Role.COMPLAINTS, disabled_at=now())
    make_staff(Role.COMPLAINTS, agency=make_agency())
    event = make_draft()

    preview = whole(visitor, f"/staff/events/{event.id}/preview")
    refused = visitor.post(f"/staff/events/{event.id}/publication")

    assert "Nobody reads concerns about an officer yet" in preview.text("#publication")
    assert "Ask an administrator to give somebody this role" in preview.text("#publication")
    assert not preview.has("form[action$=complaints-role]")
    assert refused.status == 422
    assert "Nobody would read a concern about an officer" in refused.text(".error-summary")
    assert reload(event).is_draft
    assert audit_actions() == []


def test_an_administrator_takes_the_complaints_role_with_one_tap_and_publishes(plain_visitor):
    member = sign_in(plain_visitor, Role.ADMIN, Role.ORGANIZER)
    event = make_draft()
    preview = plain_visitor.get(f"/staff/events/{event.id}/preview")
    form = preview.one("form[action$=complaints-role]")

    back = form.one("[name=next]")["value"]
    taken = plain_visitor.post(form["action"], next=back)
    again = plain_visitor.post(form["action"], next="https://example.org/staff")

    assert (taken.status, taken.location) == (303, f"/staff/events/{event.id}/preview")
    assert again.location == "/staff/people"
    assert Role.COMPLAINTS in reload(member).roles
    assert audit_actions() == [AuditAction.STAFF_CHANGED]
    assert plain_visitor.post(f"/staff/events/{event.id}/publication").status == 303
    assert not reload(event).is_draft
