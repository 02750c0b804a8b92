"""Alerts to who is on duty: their phones, and a card in Teams, never with a word of a concern.

As for mail, what is new since the last alert is counted when the next one may be written. Nobody
has looked at a concern if no member of the staff has done anything with it since it came: taken or
decided its flag, answered, assigned, noted, or anything else that the audit log has.
"""

import json
from collections.abc import Collection
from datetime import datetime
from typing import Any, NamedTuple

from flask_babel import gettext as _
from sqlalchemy import ColumnElement, Select, exists, func, select, true, union_all

from coffeecop.db import UtcDateTime, db, db_writes, now
from coffeecop.mail.alerts import AGAIN_AFTER, LONGEST_BACK, SETTLING, News, is_between, subject_of
from coffeecop.models import (
    Agency,
    Alert,
    AuditEntry,
    Concern,
    ConcernFlag,
    ConcernState,
    DutyAlert,
    Event,
    Language,
    Message,
    PushSubscription,
    Role,
    StaffMember,
    StaffNotifications,
)
from coffeecop.models.agency import lock_agency
from coffeecop.models.concern.conditions import (
    in_event_stream,
    is_complaint_to_handle,
    is_for_complaint_staff,
    is_to_answer,
)
from coffeecop.models.duty import last_card_at, on_duty, phones
from coffeecop.models.mail import BETWEEN_ALERTS, lock_notifications, notifications_of
from coffeecop.web.i18n import in_language, local_datetime
from coffeecop.web.rendering import public_url

# Who may read complaints is not known of a channel.
ON_CARDS = frozenset({Alert.FLAGS, Alert.ANSWERS})
CARD = "application/vnd.microsoft.card.adaptive"


class Waiting(NamedTuple):
    """How many came of each kind, and when the first of each did."""

    news: News
    since: dict[Alert, datetime]
    # Nobody has looked, so it goes to the deputy.
    is_late: bool = False

    @property
    def oldest(self) -> datetime:
        return min(self.since.values())


def write_duty_alerts() -> None:
    """Queue alerts to the phones and the channels for which something has come. Commits."""
    ringing: dict[int, list[int]] = {}
    for phone in phones():
        ringing.setdefault(phone.session.staff_id, []).append(phone.id)
    with_channel = select(Agency.id).where(Agency.teams_url.is_not(None)).order_by(Agency.id)
    agency_ids = db.session.scalars(with_channel).all()
    db.session.rollback()
    for staff_id in sorted(ringing):
        _wake(staff_id, ringing[staff_id])
    for agency_id in agency_ids:
        _post_card(agency_id)


def queue_test(to: PushSubscription | Agency) -> None:
    """Queue a test in the language of the request."""
    title, body = _("This is a test"), _("Alerts get here.")
    if isinstance(to, Agency):
        payload = _card(title, [(_("Test"), body)], public_url("today.index"))
        alert = DutyAlert(agency_id=to.id, payload=payload, is_test=True)
    else:
        payload = _notification(title, [body], public_url("accounts.account"))
        alert = DutyAlert(subscription_id=to.id, payload=payload, is_test=True)
    db.session.add(alert)


def _wake(staff_id: int, phone_ids: list[int]) -> None:
    member = db.session.get_one(StaffMember, staff_id)
    waiting = _to_wake(notifications_of(member))
    db.session.rollback()
    if not waiting:
        return
    with db_writes():
        # Another worker may have written it since.
        told = lock_notifications(staff_id)
        if told and (waiting := _to_wake(told)):
            payload = _words_for(told.staff_member, waiting)
            # What is still turned on, and stays until commit.
            still = select(PushSubscription.id).where(PushSubscription.id.in_(phone_ids))
            for phone_id in db.session.scalars(still.with_for_update(read=True, key_share=True)):
                db.session.add(DutyAlert(subscription_id=phone_id, payload=payload))
            told.woken_at = now()


def _to_wake(told: StaffNotifications) -> Waiting | None:
    """Return with what to wake this person now; None if with nothing, or not yet."""
    waiting = None if _is_too_soon(told.woken_at) else _waiting_for(told)
    if waiting is None or not any(waiting.news):
        return None
    is_quiet = told.is_quiet() and not (waiting.news.flags and told.flags_break_quiet)
    return None if is_quiet else waiting


def _waiting_for(told: StaffNotifications) -> Waiting | None:
    """Return what waits for this person by the duty; None: it is another's turn."""
    member, reads_complaints = told.staff_member, told.staff_member.has_any(Role.COMPLAINTS)
    first, deputy = on_duty(member.agency)
    last = told.woken_at or member.created_at
    flagged = true() if reads_complaints else ~is_for_complaint_staff()
    if first in (None, member):
        return _waiting(member.agency, told.wakes, last, flagged=flagged)
    if reads_complaints and not first.has_any(Role.COMPLAINTS):
        # Danger is not kept from everybody because who is on duty may not read it.
        urgent = told.wakes & {Alert.FLAGS}
        waiting = _waiting(member.agency, urgent, last, flagged=is_for_complaint_staff())
        if any(waiting.news):
            return waiting
    if deputy is member:
        return _waiting(member.agency, told.wakes, last, flagged=flagged, is_late=True)
    return None


def _post_card(agency_id: int) -> None:
    waiting = _to_post(db.session.get_one(Agency, agency_id))
    db.session.rollback()
    if not waiting:
        return
    with db_writes():
        lock_agency(agency_id)
        agency = db.session.get_one(Agency, agency_id)
        if agency.teams_url and (waiting := _to_post(agency)):
            # An office of this country, as a partner is, is written to in English.
            with in_language(Language.ENGLISH):
                facts = _facts(agency, waiting)
                card = _card(subject_of(waiting.news), facts, _page(waiting.news))
            db.session.add(DutyAlert(agency_id=agency.id, payload=card))


def _to_post(agency: Agency) -> Waiting | None:
    last = last_card_at(agency)
    if _is_too_soon(last):
        return None
    waiting = _waiting(
        agency, ON_CARDS, last or agency.created_at, flagged=~is_for_complaint_staff()
    )
    return waiting if any(waiting.news) else None


def _is_too_soon(last: datetime | None) -> bool:
    return last is not None and now() < last + BETWEEN_ALERTS


def _waiting(
    agency: Agency,
    kinds: Collection[Alert],
    last: datetime,
    *,
    flagged: ColumnElement[bool],
    is_late: bool = False,
) -> Waiting:
    """Count what came since the last alert; if late, up to half an hour ago and not looked at.

    `flagged`: whose flags count.
    """
    delay = AGAIN_AFTER if is_late else SETTLING
    until = now() - delay
    since = max(last - delay, until - LONGEST_BACK)
    counts = {
        Alert.ANSWERS: _came(since, until, is_late).where(
            in_event_stream(), is_to_answer(agency.today)
        ),
        Alert.FLAGS: _flagged(since, until, is_late).where(flagged),
        Alert.COMPLAINTS: _came(since, until, is_late).where(is_complaint_to_handle(agency.today)),
    }
    numbers, moments = {}, {}
    for kind in sorted(kinds):
        of_agency = counts[kind].where(Event.agency_id == agency.id)
        number, moment = db.session.execute(of_agency).one()
        if number:
            numbers[kind.value], moments[kind] = number, moment
    return Waiting(News(**numbers), moments, is_late)


def _came(since: datetime, until: datetime, is_late: bool) -> Select[int, datetime]:
    """Count the concerns that came, were listed anew or got a resident's message in this time."""
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
    return _count(came.c.moment, is_late).join(came, came.c.concern_id == Concern.id)


def _flagged(since: datetime, until: datetime, is_late: bool) -> Select[int, datetime]:
    """Count the concerns with a new flag that nobody has taken, also those held for review."""
    moment = ConcernFlag.created_at
    untaken = ConcernFlag.seen_at.is_(None), ConcernFlag.taken_at.is_(None)
    counted = _count(moment, is_late).join(ConcernFlag, ConcernFlag.concern_id == Concern.id)
    return counted.where(
        is_between(moment, since, until), *untaken, Concern.state != ConcernState.WITHDRAWN
    )


def _count(moment: ColumnElement[Any] | Any, is_late: bool) -> Select[int, datetime]:
    oldest = func.min(moment, type_=UtcDateTime)
    counted = select(func.count(Concern.id.distinct()), oldest).join(Concern.event)
    return counted.where(~_was_looked_at(moment)) if is_late else counted


def _was_looked_at(moment: ColumnElement[Any] | Any) -> ColumnElement[bool]:
    """Match concerns with which somebody of the staff has done something since."""
    return (
        exists()
        .where(
            AuditEntry.subject_table == Concern.__tablename__,
            AuditEntry.subject_id == Concern.id,
            AuditEntry.staff_id.is_not(None),
            AuditEntry.created_at >= moment,
        )
        .correlate_except(AuditEntry)
    )


def _words_for(member: StaffMember, waiting: Waiting) -> str:
    """Return what the phone shows, also on a locked screen."""
    news = waiting.news
    with in_language(member.language or Language.ENGLISH):
        lines = [
            _("Since %(time)s: please look.", time=local_datetime(waiting.oldest, member.agency))
        ]
        if news.flags and (news.answers or news.complaints):
            lines.append(subject_of(news._replace(flags=0)))
        if waiting.is_late:
            lines.append(_("Nobody has looked for half an hour."))
        return _notification(subject_of(news), lines, _page(news))


def _notification(title: str, lines: list[str], url: str) -> str:
    return json.dumps({"title": title, "body": "\n".join(lines), "url": url})


def _facts(agency: Agency, waiting: Waiting) -> list[tuple[str, str]]:
    names = {Alert.FLAGS: _("Urgent flag"), Alert.ANSWERS: _("Waits for an answer")}
    return [
        (
            name,
            _(
                "%(number)s, since %(time)s (the oldest)",
                number=getattr(waiting.news, kind),
                time=local_datetime(waiting.since[kind], agency),
            ),
        )
        for kind, name in names.items()
        if kind in waiting.since
    ]


def _card(title: str, facts: list[tuple[str, str]], url: str) -> str:
    """Return the message that a Workflow posts: https://adaptivecards.io/explorer/."""
    rows = [{"title": name, "value": value} for name, value in facts]
    heading = {"type": "TextBlock", "text": title, "weight": "Bolder", "wrap": True}
    card = {
        "$schema": "http://adaptivecards.io/schemas/adaptive-card.json",
        "type": "AdaptiveCard",
        "version": "1.4",
        "body": [heading, {"type": "FactSet", "facts": rows}],
        "actions": [{"type": "Action.OpenUrl", "title": _("Open"), "url": url}],
    }
    attachment = {"contentType": CARD, "contentUrl": None, "content": card}
    return json.dumps({"type": "message", "attachments": [attachment]})


def _page(news: News) -> str:
    """Return the address of the list to look at first."""
    if news.flags:
        return public_url("staff_concerns.index", urgent="open")
    if news.complaints:
        return public_url("staff_concerns.index", complaint=1)
    return public_url("staff_concerns.index", waiting=1)
