"""What an alert says, on a phone or as a card in Teams: numbers and times, and where to look."""

import json

from flask_babel import gettext as _

from coffeecop.db import db
from coffeecop.mail.alerts import News, subject_of
from coffeecop.models import Agency, Alert, Language, StaffMember
from coffeecop.parts.duty.models import DutyAlert, PushSubscription
from coffeecop.parts.duty.waking import Waiting
from coffeecop.web.i18n import in_language, local_datetime
from coffeecop.web.rendering import public_url

CARD = "application/vnd.microsoft.card.adaptive"


def queue_test(to: PushSubscription | Agency) -> None:
    title, body = _("This is a test"), _("Alerts get here.")
    if isinstance(to, Agency):
        payload = _card(title, [(_("Test"), body)], public_url("today.index"))
        alert = DutyAlert(agency_id=to.id, payload=payload, is_test=True)
    else:
        payload = _notification(title, [body], public_url("accounts.account"))
        alert = DutyAlert(subscription_id=to.id, payload=payload, is_test=True)
    db.session.add(alert)


def notification_for(member: StaffMember, waiting: Waiting) -> str:
    news = waiting.news
    with in_language(member.language or Language.ENGLISH):
        oldest = local_datetime(waiting.oldest, member.agency)
        lines = [_("Since %(time)s: please look.", time=oldest)]
        if news.flags and (news.answers or news.complaints):
            lines.append(subject_of(news._replace(flags=0)))
        if waiting.is_late:
            lines.append(_("Nobody has looked for half an hour."))
        return _notification(subject_of(news), lines, _page(news))


def card_for(agency: Agency, waiting: Waiting) -> str:
    # An office of this country, as a partner is, is written to in English.
    with in_language(Language.ENGLISH):
        return _card(subject_of(waiting.news), _facts(agency, waiting), _page(waiting.news))


def _notification(title: str, lines: list[str], url: str) -> str:
    return json.dumps({"title": title, "body": "\n".join(lines), "url": url})


def _facts(agency: Agency, waiting: Waiting) -> list[tuple[str, str]]:
    names = {Alert.FLAGS: _("Urgent flag"), Alert.ANSWERS: _("Waiting for an answer")}
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
    if news.flags:
        return public_url("staff_concerns.index", urgent="open")
    if news.complaints:
        return public_url("staff_concerns.index", complaint=1)
    return public_url("staff_concerns.index", waiting=1)
