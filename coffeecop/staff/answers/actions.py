"""Writing, publishing and taking down public answers."""

from collections.abc import Iterable, Mapping, Sequence
from typing import Any

from coffeecop.db import db, now
from coffeecop.models import AuditAction, Concern, PublicAnswer, StaffMember
from coffeecop.models.audit import record
from coffeecop.models.keys import store_once


def add_answer(
    content: Mapping[str, Any], concerns: Sequence[Concern], *, key_hash: str, by: StaffMember
) -> PublicAnswer | None:
    """Store a draft and return it; None if the same form has stored it already."""
    values = {"agency_id": by.agency_id, "created_by_id": by.id, "concerns": list(concerns)}
    answer = PublicAnswer(form_key_hash=key_hash, **values)
    changed = answer.write(content, seen=None)
    if not store_once(answer):
        return None
    _record(AuditAction.PUBLIC_ANSWER_CHANGED, answer, by, changed)
    return answer


def change_answer(
    answer: PublicAnswer,
    content: Mapping[str, Any],
    concerns: Sequence[Concern],
    *,
    seen: str | None,
    by: StaffMember,
) -> None:
    """Raises ChangedByColleague if it changed since `seen`."""
    changed = [*answer.write(content, seen=seen)]
    if {each.id for each in answer.concerns} != {each.id for each in concerns}:
        answer.concerns = list(concerns)
        changed.append("concerns")
    if changed:
        answer.changed_at = now()
        _record(AuditAction.PUBLIC_ANSWER_CHANGED, answer, by, changed)


def publish(answer: PublicAnswer, *, by: StaffMember) -> None:
    if not answer.is_published:
        answer.published_at, answer.published_by_id = now(), by.id
        _record(AuditAction.PUBLIC_ANSWER_PUBLISHED, answer, by)


def take_down(answer: PublicAnswer, *, by: StaffMember) -> None:
    if answer.is_published:
        answer.published_at = answer.published_by_id = None
        _record(AuditAction.PUBLIC_ANSWER_WITHDRAWN, answer, by)


def _record(
    action: AuditAction, answer: PublicAnswer, by: StaffMember, changed: Iterable[str] = ()
) -> None:
    db.session.flush()
    record(action, by=by, subject=answer, detail=dict.fromkeys(changed))
