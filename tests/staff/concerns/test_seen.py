"""Two officers on one concern: each sees the other's change before they overwrite it."""

import pytest

from coffeecop.concerns import verbs
from coffeecop.db import db, now
from coffeecop.models import AuditAction, ConcernState, Message
from coffeecop.models.audit import record
from tests.colleagues import colleagues, run_concurrently
from tests.factories import make_concern, make_message, make_staff
from tests.staff.concerns.form_filling import path
from tests.stored import all_of, audited, reload

TEXT = "We will look on Monday."


@pytest.fixture
def concern(app):
    return make_concern(receipt_hash="receipt")


@pytest.fixture
def lee(app):
    return make_staff(name="Officer Lee")


def close(concern, member):
    verbs.set_state(concern, ConcernState.CLOSED, by=member)
    db.session.commit()


def seen(page):
    return page.value("#answer-form [name=seen]")


def answer(visitor, concern, seen, **fields):
    return visitor.post(path(concern, "/messages"), body=TEXT, step="send", seen=seen, **fields)


def test_an_answer_waits_until_its_writer_has_seen_what_a_colleague_did(officer, concern, lee):
    shown = seen(officer.get(path(concern)))
    close(concern, lee)

    page = answer(officer, concern, shown)

    assert page.status == 422
    errors = page.text("#answer-form [role=alert]")
    told = f"Officer Lee changed the status of concern {concern.id} (State: Received → Closed)"
    assert f"While you were typing: {told}, 1 minute ago." in errors
    assert "What you typed is still here." in errors
    assert page.value("#body") == TEXT
    assert all_of(Message) == []

    assert answer(officer, concern, seen(page)).status == 303
    assert [message.body for message in all_of(Message)] == [TEXT]


def test_a_state_waits_too_and_words_of_the_resident_are_told_but_not_quoted(officer, concern):
    shown = seen(officer.get(path(concern)))
    make_message(concern, "It is worse now.")

    page = officer.post(path(concern, "/state"), state="looked_into", seen=shown)

    assert page.status == 422
    told = page.text("#state-form [role=alert]")
    assert "While you were typing: The resident wrote again" in told
    assert "worse" not in told
    assert reload(concern).state is ConcernState.RECEIVED


def test_what_one_did_oneself_or_a_colleague_only_read_stops_nobody(officer, concern, lee):
    shown = seen(officer.get(path(concern)))
    record(AuditAction.CONTACT_OPENED, by=lee, subject=concern, detail={"reason": "To call them"})
    record(AuditAction.TOPICS_CONFIRMED, by=lee, subject=concern)
    close(concern, officer.member)
    close(make_concern(), lee)

    assert answer(officer, concern, shown).status == 303


@pytest.mark.both_databases
def test_of_two_at_the_same_moment_one_sees_what_the_other_did(app, concern):
    officers = colleagues(app, 2)
    shown = [seen(each.get(path(concern))) for each in officers]

    answers = run_concurrently(
        officers,
        lambda number, visitor: (
            visitor.post(path(concern, "/state"), state="looked_into", seen=shown[number]).status
        ),
    )

    assert sorted(answers) == [303, 422]
    assert [each[0] for each in audited()] == [AuditAction.STATUS_CHANGED]
    assert reload(concern).state_at <= now()
