"""Writing, publishing and taking down public answers."""

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Self

from coffeecop.db import db, now
from coffeecop.models import AuditAction, Concern, PublicAnswer, StaffMember
from coffeecop.models.audit import record
from coffeecop.models.conflicts import ChangedByColleague, Snapshot
from coffeecop.models.keys import store_once


@dataclass(frozen=True)
class Content(Snapshot):
    """What staff write of an answer."""

    topic_id: int | None
    question_en: str | None
    question_es: str | None
    answer_en: str | None
    answer_es: str | None

    @classmethod
    def of(cls, answer: PublicAnswer) -> Self:
        return cls(
            answer.topic_id,
            answer.question_en,
            answer.question_es,
            answer.answer_en,
            answer.answer_es,
        )

    def write_to(self, answer: PublicAnswer) -> list[str]:
        """Return the names of what differed."""
        changed = self.differences(type(self).of(answer))
        for name in changed:
            setattr(answer, name, getattr(self, name))
        return changed


def add_answer(
    content: Content, concerns: Sequence[Concern], *, key_hash: str, by: StaffMember
) -> PublicAnswer | None:
    """Store a draft and return it; None if the same form has stored it already."""
    answer = PublicAnswer(
        agency_id=by.agency_id,
        form_key_hash=key_hash,
        created_by_id=by.id,
        concerns=list(concerns),
    )
    changed = content.write_to(answer)
    if not store_once(answer):
        return None
    _record(AuditAction.PUBLIC_ANSWER_CHANGED, answer, by, changed)
    return answer


def change_answer(
    answer: PublicAnswer,
    content: Content,
    concerns: Sequence[Concern],
    *,
    seen: str | None,
    by: StaffMember,
) -> None:
    """Raises ChangedByColleague if it changed since `seen`."""
    before = Content.of(answer)
    if content != before and seen != before.fingerprint:
        raise ChangedByColleague
    changed = content.write_to(answer)
    if {each.id for each in answer.concerns} != {each.id for each in concerns}:
        answer.concerns = list(concerns)
        changed.append("concerns")
    if changed:
        answer.changed_at = now()
        _record(AuditAction.PUBLIC_ANSWER_CHANGED, answer, by, changed)


def publish(answer: PublicAnswer, *, by: StaffMember) -> None:
    if answer.is_published:
        return
    answer.published_at, answer.published_by_id = now(), by.id
    _record(AuditAction.PUBLIC_ANSWER_PUBLISHED, answer, by)


def take_down(answer: PublicAnswer, *, by: StaffMember) -> None:
    if not answer.is_published:
        return
    answer.published_at = answer.published_by_id = None
    _record(AuditAction.PUBLIC_ANSWER_WITHDRAWN, answer, by)


def _record(
    action: AuditAction, answer: PublicAnswer, by: StaffMember, changed: Sequence[str] = ()
) -> None:
    db.session.flush()
    record(action, by=by, subject=answer, detail=dict.fromkeys(changed))
