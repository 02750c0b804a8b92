import enum
from datetime import datetime

from sqlalchemy import (
    CheckConstraint,
    ColumnElement,
    ForeignKey,
    Index,
    String,
    Text,
    UniqueConstraint,
)
from sqlalchemy.orm import Mapped, mapped_column

from coffeecop.db import CreatedAt, Model, now
from coffeecop.models.keys import ConcernId, RsvpId


class MailKind(enum.StrEnum):
    CONFIRMATION = "confirmation"
    REMINDER = "reminder"
    CHANGED = "changed"
    CANCELLED = "cancelled"
    OFFER = "offer"
    OFFER_LAPSED = "offer_lapsed"
    ANSWER = "answer"
    # What came of an event.
    NEWS = "news"
    # To a partner.
    REFERRAL = "referral"
    REFERRAL_WITHDRAWN = "referral_withdrawn"
    # To staff.
    ALERT = "alert"
    DIGEST = "digest"


class OutboxMessage(Model):
    """A mail to the sender of an RSVP or a concern, to staff, or to a partner.

    It is written in the transaction that causes it.

    Recipient and content are deleted once it is sent or has failed.
    """

    __tablename__ = "outbox"
    __table_args__ = (
        CheckConstraint("attempts >= 0", name="attempts_counted"),
        CheckConstraint("sent_at IS NULL OR failed_at IS NULL", name="sent_or_failed"),
        CheckConstraint("recipient LIKE '%_@_%'", name="recipient_form"),
        CheckConstraint(
            "recipient IS NOT NULL OR sent_at IS NOT NULL OR failed_at IS NOT NULL",
            name="recipient_while_waiting",
        ),
        CheckConstraint(
            "(rsvp_id IS NULL OR concern_id IS NULL) "
            "AND (staff_id IS NULL OR rsvp_id IS NULL AND concern_id IS NULL) "
            "AND (referral_id IS NULL OR coalesce(rsvp_id, concern_id, staff_id) IS NULL)",
            name="one_reason",
        ),
        CheckConstraint(
            "(kind IN ('alert', 'digest')) = (staff_id IS NOT NULL) "
            "AND (kind IN ('referral', 'referral_withdrawn')) = (referral_id IS NOT NULL)",
            name="kind_fits_reason",
        ),
        # One mail per event of its kind, however often the job that writes it runs.
        UniqueConstraint("rsvp_id", "kind", "occasion"),
        UniqueConstraint("concern_id", "kind", "occasion"),
        UniqueConstraint("staff_id", "kind", "occasion"),
        UniqueConstraint("referral_id", "kind", "occasion"),
        Index("ix_outbox_waiting", "sent_at", "failed_at", "next_attempt_at"),
    )

    id: Mapped[int] = mapped_column(primary_key=True)
    # The same over retries, so that mail clients can drop duplicates.
    message_id: Mapped[str] = mapped_column(String(200), unique=True)
    rsvp_id: Mapped[RsvpId | None]
    concern_id: Mapped[ConcernId | None]
    staff_id: Mapped[int | None] = mapped_column(ForeignKey("staff.id", ondelete="CASCADE"))
    referral_id: Mapped[int | None] = mapped_column(ForeignKey("referrals.id", ondelete="CASCADE"))
    kind: Mapped[MailKind]
    # Distinguishes mails of a kind: the event's sequence, the time of an offer, an answer, a day.
    occasion: Mapped[str] = mapped_column(String(40), default="")
    recipient: Mapped[str | None] = mapped_column(String(254))
    # Keyed hash of a resident's address, kept after the address is deleted.
    recipient_key: Mapped[str | None] = mapped_column(String(26), index=True)
    # When a link in the mail was used, which proves that the recipient reads our mail.
    link_used_at: Mapped[datetime | None]
    subject: Mapped[str] = mapped_column(String(200))
    body: Mapped[str] = mapped_column(Text)
    calendar: Mapped[str | None] = mapped_column(Text)
    unsubscribe_url: Mapped[str | None] = mapped_column(String(300))
    attempts: Mapped[int] = mapped_column(default=0)
    next_attempt_at: Mapped[datetime] = mapped_column(default=now)
    last_error: Mapped[str | None] = mapped_column(String(300))
    sent_at: Mapped[datetime | None]
    failed_at: Mapped[datetime | None]
    created_at: Mapped[CreatedAt]

    @property
    def is_waiting(self) -> bool:
        """Return the same as the SQL condition `is_waiting()`."""
        return self.sent_at is None and self.failed_at is None

    def mark_sent(self) -> None:
        self.sent_at = now()
        self._forget()

    def mark_failed(self, reason: str) -> None:
        self.failed_at = now()
        self.last_error = reason
        self._forget()

    def try_again(self, at: datetime, reason: str) -> None:
        self.next_attempt_at = at
        self.last_error = reason

    def put_back(self, until: datetime) -> None:
        """Undo a claim: the attempt does not count."""
        self.attempts -= 1
        self.next_attempt_at = until

    def _forget(self) -> None:
        self.recipient = self.calendar = self.unsubscribe_url = None
        self.body = ""


def is_waiting() -> ColumnElement[bool]:
    """Match mail that is neither sent nor failed."""
    return OutboxMessage.sent_at.is_(None) & OutboxMessage.failed_at.is_(None)
