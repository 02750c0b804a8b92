"""The digest: on Monday morning, or daily, what waits. Silent when there is nothing to say."""

from datetime import datetime, timedelta

from flask import current_app
from flask_babel import gettext as _
from flask_babel import ngettext

from coffeecop.db import db, db_writes, now
from coffeecop.mail.composing import queue_for_staff
from coffeecop.mail.digest_facts import DigestFacts, digest_facts
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
    for told in [each for each in notifications_of_all() if each.is_digest_due()]:
        # Before the transaction that writes: counting may take a while.
        due_at = told.todays_digest_at()
        facts = digest_facts(told.staff_member, since=_since(told), due_at=due_at)
        with db_writes():
            _write_digest(told.staff_id, facts)
    db.session.rollback()


def _since(told: StaffNotifications) -> datetime:
    return told.digest_at or now() - FIRST_PERIOD[told.digest_days]


def _write_digest(staff_id: int, facts: DigestFacts) -> None:
    told = lock_notifications(staff_id)
    # Another worker may have written it since, or the person may have chosen otherwise.
    if told is None or not told.is_digest_due():
        return
    if facts.has_news:
        _queue_digest(told, facts)
    told.digest_at = now()


def _queue_digest(told: StaffNotifications, facts: DigestFacts) -> None:
    member, due_at = told.staff_member, told.todays_digest_at()
    with in_language(member.language or Language.ENGLISH):
        queue_for_staff(
            member,
            MailKind.DIGEST,
            # One for each local day: the database refuses a second.
            str(due_at.date()),
            subject=_subject(facts),
            facts=facts,
            since=_since(told),
            due_at=due_at,
            days_ahead=facts.event and days_until(facts.event),
        )


def _subject(facts: DigestFacts) -> str:
    """Return the subject. It shows on a locked screen, so it names no complaint."""
    if facts.to_answer:
        return ngettext(
            "%(num)s concern waits for an answer",
            "%(num)s concerns wait for an answer",
            facts.to_answer,
        )
    if facts.new:
        return ngettext("%(num)s new concern", "%(num)s new concerns", facts.new)
    return _("Coffee with a Cop: what to look at")
