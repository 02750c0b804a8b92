"""Telling what was said: those who asked, each in their language, and the guests of an event."""

from collections.abc import Sequence
from typing import NamedTuple

from sqlalchemy import select

from coffeecop.concerns.locks import lock_concerns
from coffeecop.concerns.verbs import answer, decline
from coffeecop.db import db
from coffeecop.mail.news import news_to_send, send_news
from coffeecop.matters.verbs import lock_matter
from coffeecop.models import (
    AuditAction,
    Concern,
    Event,
    Matter,
    MatterState,
    MatterStep,
    StaffMember,
)
from coffeecop.models.audit import record
from coffeecop.models.concern.conditions import asked, in_event_stream
from coffeecop.models.concern.parts import Message
from coffeecop.models.keys import part_of_key
from coffeecop.models.matters.queries import concerns_of, may_publish
from coffeecop.web.matters_shown import pairs_at


class ToTell(NamedTuple):
    """Who asked and was not told the newest words yet: who can be told now, and who cannot."""

    now: Sequence[Concern]
    # No words in their language yet.
    lacks_words: Sequence[Concern]
    # Said aloud or on paper without a receipt: nobody could read it.
    lacks_receipt: Sequence[Concern]

    @property
    def by_mail(self) -> int:
        """Return how many of those who can be told now get a mail."""
        return sum(each.mail_address is not None for each in self.now)


def to_tell(matter: Matter) -> ToTell:
    step = matter.said
    if step is None:
        return ToTell([], [], [])
    notified = _notified(matter, step)
    waiting = [
        each
        for each in db.session.scalars(concerns_of(matter, asked()))
        if (each.id, step.words_in(each.language)) not in notified
    ]
    readers = [each for each in waiting if each.can_be_answered]
    return ToTell(
        now=[each for each in readers if step.words_in(each.language)],
        lacks_words=[each for each in readers if not step.words_in(each.language)],
        lacks_receipt=[each for each in waiting if not each.can_be_answered],
    )


def _notified(matter: Matter, step: MatterStep) -> set[tuple[int, str | None]]:
    """Return who was told which words: the same ones in a later step are no news."""
    same = [each.id for each in matter.steps if each.state is step.state]
    notified = select(Message.concern_id, Message.body).where(Message.matter_step_id.in_(same))
    return {(row.concern_id, row.body) for row in db.session.execute(notified)}


def tell(matter: Matter, *, by: StaffMember) -> int:
    """Tell everybody who asked and can be told now; return how many.

    Idempotent: the same words are told once.
    """
    lock_matter(matter)
    step = matter.said
    if step is None:
        return 0
    concerns = lock_concerns([each.id for each in to_tell(matter).now], in_event_stream())
    for each in concerns:
        _tell(each, step, by=by)
    if concerns:
        detail = {"told": len(concerns)}
        record(AuditAction.MATTER_TOLD, by=by, subject=matter, detail=detail)
    return len(concerns)


def _tell(concern: Concern, step: MatterStep, *, by: StaffMember) -> None:
    words = step.words_in(concern.language) or ""
    key_hash = part_of_key(step.form_key_hash, concern.id)
    if step.state is MatterState.CANNOT:
        decline(concern, key_hash=key_hash, reason=words, by=by, matter_step_id=step.id)
    else:
        answer(concern, key_hash=key_hash, body=words, by=by, matter_step_id=step.id)


def guests_to_tell(event: Event, member: StaffMember) -> int:
    """Return how many left an address, and this person can tell what came of an event."""
    return len(news_to_send(event)) if may_publish(member) and pairs_at(event) else 0


def tell_guests(event: Event) -> int:
    """Queue the mail on what came of an event that nobody has had yet; return how many."""
    return send_news(event) if pairs_at(event) else 0
