"""What an officer notes at an event: stored, found, undone, and given a receipt."""

from collections.abc import Sequence
from datetime import timedelta

from flask_babel import lazy_gettext as _l
from sqlalchemy import Select, func, select
from sqlalchemy.orm import selectinload

from coffeecop.concerns.arriving import is_untouched
from coffeecop.concerns.locks import lock_concern
from coffeecop.concerns.residents import receive, withdraw
from coffeecop.db import db, now
from coffeecop.models import (
    AuditAction,
    Concern,
    ConcernSource,
    ConcernState,
    ConcernTopic,
    Event,
    Language,
    StaffMember,
    Topic,
)
from coffeecop.models.audit import record
from coffeecop.parts.links import Labelled
from coffeecop.web.receipt_codes import code_for, hash_code

UNDO_FOR = timedelta(minutes=10)
RECEIPT_FOR = timedelta(hours=1)


class CaptureAction(Labelled):
    """In the audit log."""

    CAPTURED = "concern_captured", _l("%(who)s noted what somebody said: %(what)s")


class TooLate(Exception):
    """The time is over, or somebody else has done something with it since."""


def capture_concern(concern: Concern, topics: list[Topic], *, by: StaffMember) -> Concern:
    """Return the concern as stored. A repeated idempotency key changes nothing.

    Topics that the officer chose need no confirmation; without any, those that the engine finds do.
    """
    key_hash = concern.form_key_hash
    if topics:
        concern.set_topics(topics, by=by)
    if not receive(concern):
        return db.session.scalars(select(Concern).filter_by(form_key_hash=key_hash)).one()
    record(CaptureAction.CAPTURED, by=by, subject=concern)
    return concern


def can_be_undone(concern: Concern) -> bool:
    is_recent = now() - concern.created_at <= UNDO_FOR
    return is_recent and concern.receipt_hash is None and is_untouched(concern)


def can_have_receipt(concern: Concern) -> bool:
    return now() - concern.created_at <= RECEIPT_FOR and is_untouched(concern)


def take_back(concern: Concern, *, by: StaffMember) -> None:
    """Withdraw it, so that it counts nowhere while the record stays. Raises TooLate."""
    lock_concern(concern)
    if not can_be_undone(concern):
        raise TooLate
    withdraw(concern)
    record(CaptureAction.CAPTURED, by=by, subject=concern, detail={"taken_back": None})


def receipt_code(concern: Concern, language: Language) -> str:
    return code_for(concern.form_key_hash or "", language)


def has_receipt(concern: Concern, language: Language) -> bool:
    return hash_code(receipt_code(concern, language)) == concern.receipt_hash


def give_receipt(concern: Concern, language: Language, *, by: StaffMember) -> None:
    """Let words of this language lead to the concern, in place of earlier ones. Raises TooLate.

    Whoever has them reads answers in their language.
    """
    # Outside the lock: hashing takes long, and commits.
    receipt_hash = hash_code(receipt_code(concern, language))
    lock_concern(concern)
    if not can_have_receipt(concern):
        raise TooLate
    concern.receipt_hash, concern.language = receipt_hash, language
    record(AuditAction.RECEIPT_SHOWN, by=by, subject=concern)


# More than anybody notes at one event.
MOST_LISTED = 200


def captures_of(event: Event, member: StaffMember) -> Select[Concern]:
    """Select what this person noted at the event, also what they took back."""
    return select(Concern).where(
        Concern.event_id == event.id,
        Concern.source == ConcernSource.CAPTURE,
        Concern.entered_by_id == member.id,
    )


def own_capture(event: Event, member: StaffMember, concern_id: int | None) -> Concern | None:
    own = captures_of(event, member).where(Concern.id == concern_id)
    own = own.options(selectinload(Concern.messages))
    return db.session.scalars(own).one_or_none()


def count_captures(event: Event, member: StaffMember) -> int:
    kept = captures_of(event, member).where(Concern.state != ConcernState.WITHDRAWN)
    return db.session.scalar(kept.with_only_columns(func.count())) or 0


def newest_captures(
    event: Event, member: StaffMember, number: int = MOST_LISTED
) -> Sequence[Concern]:
    topics = selectinload(Concern.topic_rows).joinedload(ConcernTopic.topic)
    kept = captures_of(event, member).where(Concern.state != ConcernState.WITHDRAWN)
    newest = kept.order_by(Concern.id.desc()).limit(number)
    return db.session.scalars(newest.options(topics, selectinload(Concern.messages))).all()
