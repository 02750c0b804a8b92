"""Sorting with one thumb: one concern at a time, each tap brings the next."""

import pytest

from coffeecop.db import db, now
from coffeecop.models import AssignedBy, AuditAction, Role
from coffeecop.staff.concerns import queries as triage_queries
from coffeecop.staff.concerns.views import show
from tests.factories import (
    make_agency,
    make_concern,
    make_concerns,
    make_event,
    make_past_event,
    make_staff,
    make_topic,
    sign_in,
    suggest,
)
from tests.staff.concerns.form_filling import tap
from tests.stored import audit_entries, reload, topic_assignments

SORTING = "/staff/concerns/sorting"


def quote(page):
    return page.text("#sorting .quote")


def skip(visitor, page):
    return visitor.get(page.one("#sorting a.button")["href"])


def test_the_newest_event_comes_first_and_in_it_what_the_program_is_unsure_of(
    officer, roads, noise
):
    old, new = make_past_event(), make_event()
    make_concern(event=old, body="older event", suggested_at=now())
    suggest(make_concern(event=new, body="sure"), roads, 0.9)
    suggest(make_concern(event=new, body="unsure"), noise, 0.35)
    make_concern(event=new, body="not read yet")
    make_concern(event=new, body="nothing found", suggested_at=now())

    page, seen = officer.get(SORTING), []
    while page.has("#sorting .quote"):
        seen.append(quote(page))
        page = skip(officer, page)

    assert seen == ["nothing found", "unsure", "sure", "not read yet", "older event"]
    assert "You skipped 5 concerns." in page.text("#sorting")


def test_a_tap_saves_and_brings_the_next(officer, roads, noise):
    first, second = make_concerns(2)
    for concern, probability in [(first, 0.6), (second, 0.9)]:
        suggest(concern, roads, probability)
    suggest(first, noise, 0.35)
    page = officer.get(SORTING)
    assert "2 left" in page.text("#sorting > h2")

    answer = tap(officer, page, "Noise")
    assert answer.status == 303
    page = officer.follow(answer)

    assert f"Number {first.id} is about: Noise." in page.text("[role=status]")
    assert f"Concern {second.id} 1 left" == page.text("#sorting > h2[tabindex='-1'][data-focus]")
    assert topic_assignments(first) == {noise.id: AssignedBy.STAFF}

    page = officer.follow(tap(officer, page, "That is right"))
    assert page.text("#sorting > h2") == "Nothing left to sort"
    assert [(entry.action, entry.staff_id) for entry in audit_entries()] == [
        (AuditAction.TOPICS_CHANGED, officer.member.id),
        (AuditAction.TOPICS_CONFIRMED, officer.member.id),
    ]


def test_another_topic_and_none_are_saved_too(officer, roads):
    first, second = make_concerns(2, suggested_at=now())

    form = officer.get(SORTING).one("#topics-form")
    page = officer.follow(officer.post(form["action"], shown="", topics=[roads.id]))
    page = officer.follow(tap(officer, page, "No topic fits"))

    assert f"Number {second.id}: no topic fits." in page.text("[role=status]")
    assert set(topic_assignments(first)) == {roads.id}
    assert not page.has(".quote")


def test_what_was_skipped_stays_skipped_after_a_tap(officer):
    event = make_event()
    for body in ("first", "second", "third"):
        make_concern(event=event, body=body, suggested_at=now())

    page = skip(officer, officer.get(SORTING))
    assert quote(page) == "second"
    page = officer.follow(tap(officer, page, "No topic fits"))
    assert quote(page) == "third"
    page = officer.follow(tap(officer, page, "No topic fits"))

    assert "You skipped 1 concern." in page.text("#sorting")
    assert quote(officer.get(page.one("#sorting a[href$='/sorting']")["href"])) == "first"


def test_only_what_nobody_has_sorted_waits(complaints_officer, roads):
    checked = make_concern()
    checked.check_topics(by=make_staff())
    db.session.commit()
    make_concern(topics=[roads])
    make_concern(is_complaint=True)
    make_concern(withdrawn_at=now())
    make_concern(is_held=True)
    make_concern(event=make_event(agency=make_agency()))

    page = complaints_officer.get(SORTING)

    assert page.text("#sorting > h2") == "Nothing left to sort"


def test_a_colleague_who_was_first_is_no_error(officer, roads, noise):
    concern = suggest(make_concern(), roads, 0.6)
    suggest(concern, noise, 0.35)
    page = officer.get(SORTING)
    officer.follow(tap(officer, page, "Noise"))

    answer = officer.follow(tap(officer, page, "That is right"))

    assert f"Number {concern.id} is about: Noise." in answer.text("[role=status]")
    assert len(audit_entries()) == 1


def test_a_page_that_was_open_too_long_keeps_its_concern_and_says_so(officer, roads):
    concern = suggest(make_concern(), roads, 0.8)

    page = officer.post(f"/staff/concerns/{concern.id}/sorting", csrf_token="old", shown="")

    assert page.status == 422
    assert "out of date" in page.text("#sorting [role=alert]")
    assert f"Concern {concern.id}" in page.text("#sorting > h2")
    assert not reload(concern).topics_are_checked


def test_what_another_department_sorted_is_not_told(visitor, roads):
    elsewhere = make_concern(event=make_event(agency=make_agency()))
    topic = make_topic(agency=elsewhere.event.agency, name_en="Secret")
    suggest(elsewhere, topic, 0.9)
    sign_in(visitor, agency=make_agency())

    assert "Secret" not in visitor.get(f"{SORTING}?sorted={elsewhere.id}").words


@pytest.mark.parametrize("roles", [(), (Role.COMPLAINTS,)])
def test_the_topic_of_a_complaint_is_told_to_who_may_read_it(visitor, roles, roads):
    complaint = make_concern(is_complaint=True, topics=[roads])
    sign_in(visitor, Role.OFFICER, *roles)

    page = visitor.get(f"{SORTING}?sorted={complaint.id}")

    assert (f"Number {complaint.id} is about: Roads." in page.words) is bool(roles)
    assert page.has(f"a[href='/staff/concerns/{complaint.id}']") is bool(roles)


@pytest.mark.parametrize("skipped", ["x", "-", "9" * 5000, "-1--2", "1" + "-1" * 3000, "٣"])
def test_a_strange_address_is_no_error(officer, skipped):
    make_concern(body="only one")

    assert officer.get(f"{SORTING}?skipped={skipped}&sorted={'9' * 30}").status == 200


def test_many_are_not_counted_on_and_on(officer, monkeypatch):
    for module in (triage_queries, show):
        monkeypatch.setattr(module, "MOST_COUNTED", 2)
    make_concerns(4)

    assert "more than 2 left" in officer.get(SORTING).text("#sorting > h2")
