"""The kinds of actions by which the log is filtered."""

import enum

from flask_babel import lazy_gettext as _l

from coffeecop.models import AuditAction


class ActionKind(enum.StrEnum):
    SIGN_INS = "sign-ins"
    PEOPLE = "people"
    CONTACTS = "contacts"
    CONCERNS = "concerns"
    TOPICS = "topics"
    EVENTS = "events"
    PROMISES = "promises"
    EXPORTS = "exports"
    SETTINGS = "settings"
    INSTALLATION = "installation"


KIND_NAMES = {
    ActionKind.SIGN_INS: _l("Sign-ins"),
    ActionKind.PEOPLE: _l("People and roles"),
    ActionKind.CONTACTS: _l("Contact details"),
    ActionKind.CONCERNS: _l("Concerns"),
    ActionKind.TOPICS: _l("Topics and themes"),
    ActionKind.EVENTS: _l("Events"),
    ActionKind.PROMISES: _l("Promises and answers"),
    ActionKind.EXPORTS: _l("Exports"),
    ActionKind.SETTINGS: _l("Settings"),
    ActionKind.INSTALLATION: _l("Server"),
}
ACTIONS_BY_KIND = {
    ActionKind.SIGN_INS: {
        AuditAction.SIGNED_IN,
        AuditAction.SIGN_IN_FAILED,
        AuditAction.SIGNED_OUT,
        AuditAction.IDENTITY_CONFIRMED,
        AuditAction.RECOVERY_CODE_USED,
    },
    ActionKind.PEOPLE: {
        AuditAction.PASSWORD_SET,
        AuditAction.STAFF_ADDED,
        AuditAction.STAFF_CHANGED,
        AuditAction.STAFF_DISABLED,
        AuditAction.STAFF_ENABLED,
        AuditAction.LINK_MADE,
        AuditAction.SECOND_FACTOR_SET,
        AuditAction.SECOND_FACTOR_REMOVED,
        AuditAction.RECOVERY_CODES_MADE,
        AuditAction.PROVIDER_LINKED,
        AuditAction.PROVIDER_UNLINKED,
        AuditAction.WORK_HANDED_OVER,
    },
    ActionKind.CONTACTS: {AuditAction.CONTACT_OPENED},
    ActionKind.CONCERNS: {
        AuditAction.STATUS_CHANGED,
        AuditAction.TOPICS_CHANGED,
        AuditAction.TOPICS_CONFIRMED,
        AuditAction.FLAG_SEEN,
        AuditAction.ANSWER_SENT,
        AuditAction.CONCERN_RELEASED,
        AuditAction.CONCERN_HIDDEN,
        AuditAction.MOVED_TO_COMPLAINTS,
        AuditAction.MOVED_FROM_COMPLAINTS,
        AuditAction.CONCERN_ASSIGNED,
        AuditAction.CONCERNS_IMPORTED,
        AuditAction.CARD_ENTERED,
        AuditAction.CONCERN_CAPTURED,
        AuditAction.RECEIPT_SHOWN,
        AuditAction.RECEIPT_LOOKED_UP,
        AuditAction.CONCERN_DUE_SET,
        AuditAction.CONCERN_PUT_AWAY,
        AuditAction.CONCERN_BROUGHT_BACK,
        AuditAction.NOTE_ADDED,
        AuditAction.CONCERNS_MERGED,
        AuditAction.CONCERN_REFERRED,
        AuditAction.REFERRAL_WITHDRAWN,
        AuditAction.REFERRAL_REPLIED,
        AuditAction.CHANGE_UNDONE,
        AuditAction.CONCERN_REOPENED,
    },
    ActionKind.TOPICS: {
        AuditAction.TOPIC_ADDED,
        AuditAction.TOPIC_CHANGED,
        AuditAction.TOPIC_NOTE_CHANGED,
        AuditAction.TOPIC_RETIRED,
        AuditAction.TOPIC_RESTORED,
        AuditAction.TOPIC_SPLIT,
        AuditAction.TOPICS_MERGED,
        AuditAction.THEME_SIGNED_OFF,
        AuditAction.THEME_RENAMED,
        AuditAction.THEME_DISMISSED,
        AuditAction.THEME_MADE_TOPIC,
    },
    ActionKind.EVENTS: {
        AuditAction.EVENT_CREATED,
        AuditAction.EVENT_CHANGED,
        AuditAction.EVENT_PUBLISHED,
        AuditAction.EVENT_CANCELLED,
        AuditAction.EVENT_REMOVED,
        AuditAction.POSTER_PRINTED,
        AuditAction.SERIES_MADE,
        AuditAction.CHECKLIST_TICKED,
        AuditAction.CARDS_PRINTED,
        AuditAction.HEADS_COUNTED,
        AuditAction.WE_DID_PUBLISHED,
        AuditAction.WE_DID_WITHDRAWN,
    },
    ActionKind.PROMISES: {
        AuditAction.PROMISE_MADE,
        AuditAction.PROMISE_CHANGED,
        AuditAction.PROMISE_KEPT,
        AuditAction.PROMISE_DROPPED,
        AuditAction.PROMISE_REOPENED,
        AuditAction.PUBLIC_ANSWER_CHANGED,
        AuditAction.PUBLIC_ANSWER_PUBLISHED,
        AuditAction.PUBLIC_ANSWER_WITHDRAWN,
    },
    ActionKind.EXPORTS: {
        AuditAction.CONCERNS_EXPORTED,
        AuditAction.EVENTS_EXPORTED,
        AuditAction.AUDIT_EXPORTED,
        AuditAction.REPORT_EXPORTED,
    },
    ActionKind.SETTINGS: {
        AuditAction.SETTINGS_CHANGED,
        AuditAction.CHECKLIST_CHANGED,
        AuditAction.SERVICES_CHANGED,
        AuditAction.TEMPLATES_CHANGED,
        AuditAction.PARTNERS_CHANGED,
        AuditAction.STATE_WORDING_CHANGED,
        AuditAction.SHARES_CHANGED,
    },
    ActionKind.INSTALLATION: {
        AuditAction.MAIL_TESTED,
        AuditAction.BACKUP_MADE,
        AuditAction.BACKUP_REHEARSED,
        AuditAction.BACKUP_RESTORED,
        AuditAction.DATABASE_MOVED,
    },
}
