"""What residents do with their concern: send it, write again, say how it went, take it back."""

from datetime import datetime

from coffeecop.concerns.arriving import who_may_read
from coffeecop.concerns.locks import lock_concern
from coffeecop.concerns.states import changed, enter, leave_stream, set_wait, settle
from coffeecop.db import now
from coffeecop.engine.detectors.emergency import tells_of_danger
from coffeecop.mail import notifications
from coffeecop.models import AuditAction, Better, Concern, Message
from coffeecop.models.audit import record
from coffeecop.models.concern.parts import ConcernState
from coffeecop.models.keys import is_stored, store_once


class Withdrawn(Exception):
    """The resident has withdrawn the concern; its thread is closed."""


def receive(concern: Concern) -> bool:
    """Store a new concern, however it came in. Return False if the same form was stored before.

    `is_complaint` says whether it is about an officer; None or unset: nobody has said.
    """
    judged = who_may_read(concern.body, about_officer=concern.is_complaint)
    for name, value in judged.items():
        setattr(concern, name, value)
    if concern.is_for_complaint_staff:
        # Reviewers may lack the permission to read it.
        concern.is_held = False
    if not store_once(concern):
        return False
    changed(concern.id)
    return True


def write_again(concern: Concern, *, key_hash: str, body: str) -> None:
    """Add a resident's message to the thread, so that they wait for a word. Raises Withdrawn.

    A repeated idempotency key changes nothing.
    """
    _lock(concern)
    if is_stored(Message, key_hash):
        return
    if store_once(Message(concern_id=concern.id, form_key_hash=key_hash, body=body)):
        concern.come_back()
        # It may tell of danger.
        concern.suggested_at = None
        _ask_again(concern, at=now())
        _judge_added(concern, body)


def _judge_added(concern: Concern, body: str) -> None:
    """Judge what was added as what was sent first: nobody was asked whether it is about an officer.

    A person who sorts it decides of all of it.
    """
    danger = bool(concern.flag_rows) or tells_of_danger(concern.written_by_resident)
    judged = who_may_read(body, about_officer=None, danger_is_known=danger)
    if concern.is_for_complaint_staff or not any(judged.values()):
        return
    if judged["may_be_complaint"]:
        leave_stream(concern, by=None)
        concern.is_held = False
        concern.relist()
        record(AuditAction.MOVED_TO_COMPLAINTS, by=None, subject=concern)
    for name, value in judged.items():
        setattr(concern, name, value)
    changed(concern.id)


def say_whether_better(concern: Concern, better: Better) -> None:
    """Keep what the resident says; a no makes it wait again. Raises Withdrawn.

    What still stands is not said twice; a no to a new word is.
    """
    _lock(concern)
    concern.come_back()
    if concern.better is better and concern.better_stands:
        return
    no_at, at = concern.better_at if concern.better is Better.NO else None, now()
    if better is Better.NO:
        _ask_again(concern, at=at)
        record(AuditAction.CONCERN_REOPENED, by=None, subject=concern)
    concern.better, concern.better_at = better, at
    asked_nothing_since = all(each.created_at < (no_at or at) for each in concern.messages)
    if concern.waiting_since and concern.asked_at == no_at and asked_nothing_since:
        # Nobody asks for anything any more.
        settle(concern, by=None)
        if concern.state is ConcernState.RECEIVED:
            enter(concern, ConcernState.CLOSED, by=None)
        changed(concern.id)


def _ask_again(concern: Concern, *, at: datetime) -> None:
    """Let the resident wait for a word from now on, or since the first word that nobody answered.

    What was hidden is held: somebody has to read it again before it counts.
    """
    if concern.asked_at is None or not concern.waits:
        concern.asked_at = at
    concern.unsnooze()
    concern.is_held = concern.is_held or concern.is_hidden
    if concern.state is ConcernState.LOOKED_INTO:
        set_wait(concern)
    else:
        enter(concern, ConcernState.RECEIVED, by=None)
    changed(concern.id)


def withdraw(concern: Concern) -> None:
    """Take the concern back, and stop all mail about it. Idempotent."""
    lock_concern(concern)
    concern.come_back()
    if concern.is_withdrawn:
        return
    leave_stream(concern, by=None)
    enter(concern, ConcernState.WITHDRAWN, by=None)
    notifications.unsubscribe_from_answers(concern)
    changed(concern.id)


def _lock(concern: Concern) -> None:
    """Lock a concern that its resident comes back to. Raises Withdrawn."""
    lock_concern(concern)
    if concern.is_withdrawn:
        raise Withdrawn
