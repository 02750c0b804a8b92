"""Alerts: mail to staff that something new waits for them, never with a word of it.

Nothing is stored for each concern. What came since a person's last alert is counted when the next
one may be written.
"""

from datetime import datetime, timedelta
from typing import Any, NamedTuple

from flask import current_app
from flask_babel import ngettext
from sqlalchemy import ColumnElement, Select, and_, func, or_, select, union_all

from coffeecop.db import UtcDateTime, db, db_writes, now
from coffeecop.mail.composing import queue_for_staff
from coffeecop.mail.outbox import is_written
from coffeecop.models import (
    Alert,
    Concern,
    ConcernFlag,
    ConcernState,
    Event,
    FlagLevel,
    Language,
    MailKind,
    Message,
    StaffNotifications,
)
from coffeecop.models.concern.conditions import (
    in_event_stream,
    is_complaint_to_handle,
    is_to_answer,
    readable_by,
)
from coffeecop.models.mail import (
    BETWEEN_ALERTS,
    is_waiting,
    lock_notifications,
    notifications_of_all,
)
from coffeecop.web.i18n import in_language

# A transaction may commit this long after it set a creation time. Nothing newer is counted yet.
SETTLING = timedelta(seconds=30)
# Older news is on Today, and in the digest.
LONGEST_BACK = timedelta(days=1)
# What may be danger and nobody looks after is told once more, also to the deputy of others.
AGAIN_AFTER = timedelta(minutes=30)
# How many concerns there are, and when the first of them came.
Counted = Select[int, datetime]
NUMBER = func.count(Concern.id.distinct())


class News(NamedTuple):
    """Numbers of concerns that came since a person's last alert, by what the person chose."""

    answers: int = 0
    flags: int = 0
    complaints: int = 0


def write_alerts() -> None:
    """Queue an alert for each person for whom something has come. Commits.

    Without a mail server none is written: they would all be sent on the day there is one.
    """
    if not current_app.config["SMTP_URL"]:
        return
    taking_over = _who_take_over()
    people = [
        each.staff_id
        for each in notifications_of_all()
        if (each.alerts or each.staff_id in taking_over) and _news_to_tell(each)
    ]
    db.session.rollback()
    for staff_id in people:
        with db_writes():
            # Another worker may have written it since.
            settings = lock_notifications(staff_id)
            if settings and (news := _news_to_tell(settings)):
                _queue_alert(settings, news)
                settings.alerted_at = now()


def _who_take_over() -> set[int]:
    """Return who has a concern, or is its deputy, of which nobody looks after the flags."""
    is_urgent = ConcernFlag.level == FlagLevel.NOW
    untaken = ConcernFlag.seen_at.is_(None), ConcernFlag.taken_at.is_(None), is_urgent
    flagged = select(Concern.assigned_to_id, Concern.deputy_id).where(
        Concern.id.in_(select(ConcernFlag.concern_id).where(*untaken))
    )
    return {each for row in db.session.execute(flagged) for each in row if each}


def _news_to_tell(settings: StaffNotifications) -> News | None:
    """Return what to tell this person now; None if nothing, or not yet."""
    if settings.alerted_at and now() < settings.alerted_at + BETWEEN_ALERTS:
        return None
    only_flags = settings.is_quiet()
    if only_flags and not settings.flags_break_quiet:
        return None
    news = _news_of(settings)
    is_worth_it = news.flags if only_flags else any(news)
    return news if is_worth_it and not _is_one_waiting(settings) else None


def _news_of(settings: StaffNotifications) -> News:
    until = now() - SETTLING
    since = (
        settings.alerted_at - SETTLING if settings.alerted_at else settings.staff_member.created_at
    )
    window = max(since, until - LONGEST_BACK), until
    member, today = settings.staff_member, settings.staff_member.agency.today
    came, _moment = count_came(*window)
    counts = {
        Alert.ANSWERS: came.where(in_event_stream(), is_to_answer(today)),
        Alert.FLAGS: _flags(settings, *window),
        Alert.COMPLAINTS: came.where(is_complaint_to_handle(today)),
    }
    columns = [
        counts[alert]
        .where(Event.agency_id == member.agency_id)
        .with_only_columns(NUMBER, maintain_column_froms=True)
        .scalar_subquery()
        .label(alert.value)
        for alert in sorted({*settings.alerts, Alert.FLAGS})
    ]
    return News(**db.session.execute(select(*columns)).mappings().one())


def count_came(since: datetime, until: datetime) -> tuple[Counted, ColumnElement[datetime]]:
    """Count the concerns that came, were listed anew or got a resident's message in this time.

    With the column of that moment.
    """
    # Each by its index, on both databases.
    came = union_all(
        *(
            select(concern_id.label("concern_id"), moment.label("moment")).where(
                is_between(moment, since, until), *conditions
            )
            for concern_id, moment, *conditions in (
                (Concern.id, Concern.created_at),
                (Concern.id, Concern.listed_at),
                (Message.concern_id, Message.created_at, Message.staff_id.is_(None)),
            )
        )
    ).subquery()
    return _count(came.c.moment).join(came, came.c.concern_id == Concern.id), came.c.moment


def count_flagged(*conditions: ColumnElement[bool]) -> Counted:
    """Count the concerns with such urgent flags that nobody has decided, also those held."""
    counted = _count(ConcernFlag.created_at).join(ConcernFlag, ConcernFlag.concern_id == Concern.id)
    is_open = ConcernFlag.seen_at.is_(None), ConcernFlag.level == FlagLevel.NOW
    return counted.where(*is_open, Concern.state != ConcernState.WITHDRAWN, *conditions)


def _count(moment: Any) -> Counted:
    oldest = func.min(moment, type_=UtcDateTime)
    return select(NUMBER, oldest).select_from(Concern).join(Concern.event)


def _flags(settings: StaffNotifications, since: datetime, until: datetime) -> Counted:
    """Count the concerns with a new urgent flag, and those that nobody has taken for half an hour.

    Of these also who has them, or is deputy, is told.
    """
    member, created = settings.staff_member, ConcernFlag.created_at
    is_again = is_between(created, since - AGAIN_AFTER, until - AGAIN_AFTER)
    is_again &= ConcernFlag.taken_at.is_(None)
    if Alert.FLAGS in settings.alerts:
        is_due = is_between(created, since, until) | is_again
    else:
        is_due = is_again & or_(Concern.assigned_to_id == member.id, Concern.deputy_id == member.id)
    return count_flagged(is_due, readable_by(member))


def is_between(moment: Any, since: datetime, until: datetime) -> ColumnElement[bool]:
    return and_(moment > since, moment <= until)


def _is_one_waiting(settings: StaffNotifications) -> bool:
    """Return whether the last alert is not sent yet, so that the mail server gets no pile."""
    return is_written(is_waiting(), staff_id=settings.staff_id, kind=MailKind.ALERT)


def _queue_alert(settings: StaffNotifications, news: News) -> None:
    member = settings.staff_member
    is_recent = settings.alerted_at and now() - settings.alerted_at < LONGEST_BACK
    with in_language(member.language or Language.ENGLISH):
        queue_for_staff(
            member,
            MailKind.ALERT,
            f"{now():%Y-%m-%dT%H:%M:%S.%f}",
            template="mail/alert.txt",
            subject=subject_of(news),
            news=news,
            since=settings.alerted_at if is_recent else None,
        )


def subject_of(news: News) -> str:
    """Return the subject. It shows on a locked screen, so it names no complaint."""
    if news.flags:
        return ngettext(
            "%(num)s concern has an urgent flag", "%(num)s concerns have an urgent flag", news.flags
        )
    if news.complaints:
        total = news.answers + news.complaints
        return ngettext(
            "%(num)s new concern waits for you", "%(num)s new concerns wait for you", total
        )
    return ngettext(
        "%(num)s concern waits for an answer", "%(num)s concerns wait for an answer", news.answers
    )
