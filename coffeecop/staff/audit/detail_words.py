"""The details of entries in plain words, where they are codes and not what a person wrote."""

import re
from collections.abc import Mapping

from flask_babel.speaklater import LazyString

from coffeecop.models import AuditAction
from coffeecop.staff.audit.terms import (
    ACCOUNT,
    ASSIGNED,
    BACKUP,
    CAPTURED,
    CARD,
    CHANGE,
    CHECKLIST,
    CONCERNS,
    DATABASES,
    DUE,
    EVENT,
    EXPORT,
    FLAGS,
    HANDED_OVER,
    HIDING,
    IMPORTED,
    MAIL_TEST,
    MERGED,
    PARTNERS,
    PLACES,
    PROMISE,
    PUBLIC_ANSWER,
    PUT_AWAY,
    RECOVERY_CODES,
    ROLES,
    SERVICES,
    SETTINGS,
    SHARES,
    SIGN_IN,
    STATE_WORDINGS,
    STATUSES,
    TEMPLATES,
    THEME,
    TOPIC,
)

CODES: Mapping[AuditAction, Mapping[str, LazyString]] = {
    AuditAction.SIGNED_IN: SIGN_IN,
    AuditAction.SIGN_IN_FAILED: SIGN_IN,
    AuditAction.IDENTITY_CONFIRMED: SIGN_IN,
    AuditAction.RECOVERY_CODE_USED: RECOVERY_CODES,
    AuditAction.SIGNED_OUT: PLACES,
    AuditAction.STAFF_ADDED: ROLES,
    AuditAction.STAFF_CHANGED: ACCOUNT,
    AuditAction.WORK_HANDED_OVER: HANDED_OVER,
    AuditAction.SETTINGS_CHANGED: SETTINGS,
    AuditAction.EVENT_CHANGED: EVENT,
    AuditAction.STATUS_CHANGED: STATUSES,
    AuditAction.ANSWER_SENT: STATUSES,
    AuditAction.FLAG_SEEN: FLAGS,
    AuditAction.CONCERN_RELEASED: HIDING,
    AuditAction.CONCERN_HIDDEN: HIDING,
    AuditAction.MOVED_TO_COMPLAINTS: HIDING,
    AuditAction.CONCERN_ASSIGNED: ASSIGNED,
    AuditAction.CONCERN_DUE_SET: DUE,
    AuditAction.CONCERN_PUT_AWAY: PUT_AWAY,
    AuditAction.CONCERNS_MERGED: MERGED,
    AuditAction.TEMPLATES_CHANGED: TEMPLATES,
    AuditAction.CHANGE_UNDONE: CHANGE,
    AuditAction.CONCERN_CAPTURED: CAPTURED,
    AuditAction.CONCERNS_EXPORTED: CONCERNS,
    AuditAction.CONCERNS_IMPORTED: IMPORTED,
    AuditAction.AUDIT_EXPORTED: EXPORT,
    AuditAction.MAIL_TESTED: MAIL_TEST,
    AuditAction.BACKUP_MADE: BACKUP,
    AuditAction.BACKUP_REHEARSED: BACKUP,
    AuditAction.BACKUP_RESTORED: BACKUP,
    AuditAction.DATABASE_MOVED: DATABASES,
    AuditAction.CARD_ENTERED: CARD,
    AuditAction.THEME_SIGNED_OFF: THEME,
    AuditAction.THEME_DISMISSED: THEME,
    AuditAction.THEME_MADE_TOPIC: CONCERNS,
    AuditAction.PARTNERS_CHANGED: PARTNERS,
    AuditAction.REFERRAL_WITHDRAWN: STATUSES,
    AuditAction.CHECKLIST_CHANGED: CHECKLIST,
    AuditAction.STATE_WORDING_CHANGED: STATE_WORDINGS,
    AuditAction.CHECKLIST_TICKED: CHECKLIST,
    AuditAction.PUBLIC_ANSWER_CHANGED: PUBLIC_ANSWER,
    AuditAction.SERVICES_CHANGED: SERVICES,
    AuditAction.SHARES_CHANGED: SHARES,
    AuditAction.TOPICS_CHANGED: {},
    AuditAction.HEADS_COUNTED: {},
    AuditAction.PROMISE_CHANGED: PROMISE,
    AuditAction.TOPIC_ADDED: TOPIC,
    AuditAction.TOPIC_CHANGED: TOPIC,
    AuditAction.TOPIC_SPLIT: TOPIC,
    AuditAction.TOPICS_MERGED: TOPIC,
}
# Their details hold keys of topics.
WITH_TOPICS = {
    AuditAction.TOPICS_CHANGED,
    AuditAction.TOPIC_ADDED,
    AuditAction.TOPIC_SPLIT,
    AuditAction.TOPICS_MERGED,
    AuditAction.THEME_MADE_TOPIC,
}
ARROWS = re.compile(r" -?> ")
# As backups name it, in UTC.
MOMENT = re.compile(r"(\d{4}-\d\d-\d\d)T(\d\d:\d\d)\S*")


def detail_in_words(action: AuditAction, detail: str | None, topics: Mapping[str, str]) -> str:
    """Put codes into words. `topics` are the names of the topics by their keys."""
    if not detail or action not in CODES:
        return detail or ""
    words = {code: str(word) for code, word in CODES[action].items()}
    if action in WITH_TOPICS:
        words |= topics
    # The longest first: one code may begin with another.
    codes = "|".join(re.escape(code) for code in sorted(words, key=len, reverse=True))
    text = MOMENT.sub(r"\1 \2 UTC", _on_one_line(ARROWS.sub(" → ", detail)))
    return re.sub(rf"(?<!\w)({codes})(?!\w)", lambda code: words[code[0]], text) if words else text


def _on_one_line(detail: str) -> str:
    """Join what was changed with its values, or with the old one and the new one of a name."""
    what, *values = detail.split("\n")
    if not values:
        return what
    return f"{what}: {(' → ' if what.startswith('name') else ', ').join(values)}"
