"""The digest: on Monday morning, or daily, what waits. Silent when there is nothing to say."""

from datetime import datetime, timedelta

from flask import current_app
from flask_babel import gettext as _
from flask_babel import ngettext

from coffeecop.db import db, db_writes, now
from coffeecop.mail.composing import queue_for_staff
from coffeecop.mail.digest_content import DigestContent, digest_content
from coffeecop.models import DigestDays, Language, MailKind, StaffNotifications
from coffeecop.models.mail import lock_notifications, notifications_of_all
from coffeecop.web.i18n import days_until, in_language

# What a first digest looks back on.
FIRST_PERIOD = {DigestDays.MONDAY: timedelta(days=7), DigestDays.DAILY: timedelta(days=1)}


def write_digests() -> None:
    """Queue today's digest for each person for whom it is due. Commits.

    Without a mail server none is written: they would all be sent on the day there is one.
    """
    if not current_app.config["SMTP_URL"]:
        return
    for settings in [each for each in notifications_of_all() if each.is_digest_due()]:
        # Before the transaction that writes: counting may take a while.
        due_at = settings.todays_digest_at()
        content = digest_content(settings.staff_member, since=_since(settings), due_at=due_at)
        with db_writes():
            _write_digest(settings.staff_id, content)
    db.session.rollback()


def _since(settings: StaffNotifications) -> datetime:
    return settings.digest_at or now() - FIRST_PERIOD[settings.digest_days]


def _write_digest(staff_id: int, content: DigestContent) -> None:
    settings = lock_notifications(staff_id)
    # Another worker may have written it since, or the person may have chosen otherwise.
    if settings is None or not settings.is_digest_due():
        return
    if content.has_news:
        _queue_digest(settings, content)
    settings.digest_at = now()


def _queue_digest(settings: StaffNotifications, content: DigestContent) -> None:
    member, due_at = settings.staff_member, settings.todays_digest_at()
    with in_language(member.language or Language.ENGLISH):
        queue_for_staff(
            member,
            MailKind.DIGEST,
            # One for each local day: the database refuses a second.
            str(due_at.date()),
            subject=_subject(content),
            content=content,
            since=_since(settings),
            due_at=due_at,
            days_ahead=content.event and days_until(content.event),
        )


def _subject(content: DigestContent) -> str:
    """Return the subject. It shows on a locked screen, so it names no complaint."""
    if content.to_answer:
        return ngettext(
            "%(num)s concern waits for an answer",
            "%(num)s concerns wait for an answer",
            content.to_answer,
        )
    if content.new:
        return ngettext("%(num)s new concern", "%(num)s new concerns", content.new)
    return _("Coffee with a Cop: what to look at")
