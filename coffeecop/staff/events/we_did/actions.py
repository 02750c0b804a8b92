"""What the department did about an event's concerns: writing, publishing and taking it down."""

from collections.abc import Mapping

from coffeecop.db import now
from coffeecop.mail.news import call_back_news, send_news
from coffeecop.models import AuditAction, Event, StaffMember
from coffeecop.models.audit import record


class LacksText(Exception):
    """What residents read needs a text in one language at least."""


class NotOver(Exception):
    """Nothing has come of an event that was cancelled, is a draft, or is not over."""


def change_we_did(
    event: Event, texts: Mapping[str, str | None], *, seen: str | None, by: StaffMember
) -> None:
    """Update the text; once published, residents read the change at once.

    Raises ChangedByColleague, LacksText.
    """
    if event.we_did_is_published and not any(texts.values()):
        raise LacksText
    if event.write(texts, seen=seen):
        record(AuditAction.EVENT_CHANGED, by=by, subject=event, detail={"we_did": None})


def publish_we_did(event: Event, *, seen: str | None, by: StaffMember) -> int:
    """Sign the text off for residents, and return how many mails are written. Idempotent.

    Raises NotOver, LacksText, ChangedByColleague.
    """
    if event.we_did_is_published:
        return 0
    if not (event.is_published and event.is_over):
        raise NotOver
    if not event.we_did_is_written:
        raise LacksText
    event.check_seen(seen)
    event.we_did_published_at, event.we_did_published_by_id = now(), by.id
    record(AuditAction.WE_DID_PUBLISHED, by=by, subject=event)
    return send_news(event)


def take_down_we_did(event: Event, *, by: StaffMember) -> None:
    """Hide the text from residents, and withdraw the mail that still waits. Idempotent."""
    if not event.we_did_is_published:
        return
    event.we_did_published_at = event.we_did_published_by_id = None
    call_back_news(event)
    record(AuditAction.WE_DID_WITHDRAWN, by=by, subject=event)
