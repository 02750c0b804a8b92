"""Who is in the room: told only after a person has answered, and then sealed."""

import json
from datetime import timedelta

import pytest
import time_machine

from coffeecop.db import db, db_writes, now
from coffeecop.models import AuditEntry, Role
from coffeecop.parts import line_of_parts, links_of
from coffeecop.parts.resident_links import KeepingTimes, ToldResidents
from coffeecop.parts.who_is_there import sentences
from coffeecop.parts.who_is_there.actions import answer
from coffeecop.parts.who_is_there.jobs import seal_what_changed
from coffeecop.parts.who_is_there.models import NAME, Invited, RoomAction, RoomAnswers, RoomCheck
from coffeecop.parts.who_is_there.tests.rows import CHOSEN
from coffeecop.staff.events.actions import publish_event
from tests.factories import make_draft, make_event, make_staff, save, the_agency
from tests.findings import faults_found
from tests.of_parts import needs_part, turn_parts_off
from tests.stored import audited, one_of

PAGE = "/staff/settings/who-is-there"
TICKED = {**CHOSEN, "attorney": "y"}
NO_AGENCY = "We did not ask ICE to come, and no other immigration agency."


def told_of(visitor, event, prefix=""):
    page = visitor.get(f"{prefix}/events/{event.slug}")
    return page.text("#room") if page.has("#room") else None


def noted(action):
    return [entry[0] for entry in audited()].count(action)


def answered(**changed):
    by = make_staff()
    answer(the_agency(), **{**CHOSEN, **changed}, by=by)
    db.session.commit()
    return by


@pytest.mark.both_databases
def test_nothing_is_told_before_an_administrator_has_answered_and_the_attorney_read_it(admin):
    event = make_event()
    assert told_of(admin, event) is None
    assert line_of_parts(event) == ""

    for missing in TICKED:
        left_out = {name: value for name, value in TICKED.items() if name != missing}
        assert admin.post(PAGE, **left_out).status == 422
    assert db.session.query(RoomAnswers).all() == []
    assert admin.post(PAGE, **TICKED).location == PAGE

    assert NO_AGENCY in told_of(admin, event)
    assert "No invitamos a ICE ni a ninguna otra agencia de inmigración." in told_of(
        admin, event, "/es"
    )
    assert noted(RoomAction.ANSWERED) == noted(RoomAction.SEALED) == 1


@needs_part("records")
def test_the_form_shows_each_sentence_in_both_languages(admin):
    page = admin.get(PAGE, **{"HX-Request": "false"})

    for sentence in ("We wear no cameras there.", "Ahí no llevamos cámaras."):
        assert sentence in page.words
    assert not page.has("input:checked, [checked]")
    assert page.words.count("2 years") == page.words.count("2 años") == 1


@needs_part("records")
def test_an_event_is_sealed_as_it_is_published_and_its_draft_shows_what_will_be(app):
    by = answered()
    event = make_draft()
    make_staff(Role.COMPLAINTS)
    publish_event(event, by=by)
    db.session.commit()

    entry = one_of(AuditEntry, action=RoomAction.SEALED)

    assert (entry.subject_id, entry.details["invited"]) == (event.id, "local")
    assert entry.details["kept"] == "2 years last_message"


def test_a_change_shows_with_its_day_and_what_was_said_before(visitor):
    event = make_event(starts_at=now() + timedelta(days=9))
    with time_machine.travel(now() - timedelta(days=3)):
        answered()
    before = told_of(visitor, event)
    assert "Changed on" not in before

    answered(invited=Invited.IMMIGRATION)

    told = told_of(visitor, event)
    assert "We asked an immigration agency, such as ICE, to come, too." in told
    assert told.count(NO_AGENCY) == 1
    assert told.index("Changed on") < told.index(NO_AGENCY)
    # Saved once more, it is no change.
    answered(invited=Invited.IMMIGRATION)
    assert told_of(visitor, event).count("Changed on") == 1


def test_what_follows_from_the_schedule_is_sealed_anew_when_that_changes(visitor, monkeypatch):
    years = ["2 years"]
    times = KeepingTimes(lambda *_: "", lambda _: now(), lambda _: years[-1], str, lambda _: [])
    monkeypatch.setattr(sentences, "links_of", lambda *_: [times])
    event = make_event(starts_at=now() + timedelta(days=9))
    answered()
    years.append("3 years")

    seal_what_changed()
    seal_what_changed()

    told = told_of(visitor, event)
    assert told.index("3 years") < told.index("Changed on") < told.index("2 years")
    assert noted(RoomAction.SEALED) == 2


@needs_part("doctor")
def test_a_seal_that_was_changed_is_found_by_the_chain(app):
    make_event()
    answered()
    entry = one_of(AuditEntry, action=RoomAction.SEALED)
    with db_writes():
        entry.detail = json.dumps({**entry.details, "invited": "ours"})

    assert [f"Entry {entry.sequence} " in fault for fault in faults_found()] == [True]


def test_the_event_before_the_first_answer_and_a_cancelled_one_tell_nothing(visitor):
    over = make_event(starts_at=now() - timedelta(days=2))
    answered()
    assert told_of(visitor, over) is None

    event = make_event()
    answered(invited=Invited.OURS)
    event.cancel(by=make_staff())
    db.session.commit()
    assert told_of(visitor, event) is None


def test_who_doubts_an_invitation_reads_where_since_when_and_whom_to_call(visitor):
    event = make_event(starts_at=now() + timedelta(days=9))
    event.agency.phone = "(805) 555-0100"
    answered()

    told = told_of(visitor, event)

    assert "should start with 127.0.0.1" in told
    assert "(805) 555-0100" in told
    assert "We do not choose who else walks in" in told


def test_who_was_there_says_afterwards_whether_it_was_so(officer):
    event = make_event(starts_at=now() + timedelta(days=9), roster=[officer.member.name])
    answered()
    page = f"/staff/events/{event.id}/who-was-there"
    assert officer.get(page).status == 404

    save(event, starts_at=now() - timedelta(hours=3), ends_at=now() - timedelta(hours=1))
    there, officer.member.name = officer.member.name, "Who was not there"
    db.session.commit()
    assert not officer.get(f"/staff/events/{event.id}").has(f"[href='{page}']")
    assert officer.post(page, was_so="yes").status == 422
    save(officer.member, name=there)
    assert officer.get(f"/staff/events/{event.id}").has(f"[href='{page}']")
    assert officer.post(page).status == 422
    for was_so, told in [
        ("yes", "this is how it was"),
        ("no", "this is not how it was"),
        ("no", "this is not how it was"),
    ]:
        assert officer.post(page, was_so=was_so).location == page
        assert f"1 of our people who was there says that {told}." in told_of(officer, event)
    assert [check.was_so for check in db.session.query(RoomCheck)] == [False]
    assert noted(RoomAction.SEEN) == 2


def test_the_attorney_reads_every_sentence_that_may_be_told(app):
    (told,) = links_of(None, ToldResidents)

    sentences = dict(told.sentences(the_agency()))

    assert len(sentences) == 5
    assert (
        "We asked an immigration agency, such as ICE, to come, too."
        in sentences["Who did you ask to come?"]
    )
    assert "No invitamos a ICE" in sentences["Who did you ask to come?"]


def test_where_it_is_off_nothing_is_told_or_sealed(visitor):
    event = make_event()
    answered()
    turn_parts_off(event.agency)

    assert told_of(visitor, event) is None
    assert line_of_parts(event) == ""
    before = noted(RoomAction.SEALED)
    seal_what_changed()
    assert noted(RoomAction.SEALED) == before
    assert NAME in event.agency.parts_off
