"""The digest: on Monday morning, or daily, what waits. Silent when there is nothing to say."""

from datetime import datetime, timedelta

from flask import current_app
from flask_babel import gettext as _
from flask_babel import ngettext

from coffeecop.db import db, db_writes, now
from coffeecop.mail.composing import queue_for_staff
from coffeecop.models import DigestDays, Language, MailKind, StaffNotifications
from coffeecop.models.mail import lock_notifications, notifications_of_all
from coffeecop.parts.scheduled_mail.content import DigestContent, digest_content
from coffeecop.parts.scheduled_mail.schedule import digest_days, is_digest_due, todays_digest_at
from coffeecop.web.i18n import days_until, in_language

# What a first digest looks back on.
FIRST_PERIOD = {DigestDays.MONDAY: timedelta(days=7), DigestDays.DAILY: timedelta(days=1)}


def write_digests() -> None:
    """Queue today's digest for each person for whom it is due. Commits.

    Without a mail server none is written: they would all be sent on the day there is one.
    """
    if not current_app.config["SMTP_URL"]:
        return
    for settings in [each for each in notifications_of_all() if is_digest_due(each)]:
        # Before the transaction that writes: counting may take a while.
        due_at = todays_digest_at(settings)
        content = digest_content(settings.staff_member, since=_since(settings), due_at=due_at)
        with db_writes():
            _write_digest(settings.staff_id, content)
    db.session.rollback()


def _since(settings: StaffNotifications) -> datetime:
    return settings.digest_at or now() - FIRST_PERIOD[digest_days(settings)]


def _write_digest(staff_id: int, content: DigestContent) -> None:
    settings = lock_notifications(staff_id)
    # Another worker may have written it since, or the person may have chosen otherwise.
    if settings is None or not is_digest_due(settings):
        return
    if content.has_news:
        _queue_digest(settings, content)
    settings.digest_at = now()


def _queue_digest(settings: StaffNotifications, content: DigestContent) -> None:
    member, due_at = settings.staff_member, todays_digest_at(settings)
    with in_language(member.language or Language.ENGLISH):
        queue_for_staff(
            member,
            MailKind.DIGEST,
            # One for each local day: the database refuses a second.
            str(due_at.date()),
            template="scheduled_mail/digest.txt",
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
