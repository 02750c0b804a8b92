"""What each action is in plain words, by the kinds by which the log is filtered."""

from functools import cache

from flask_babel import lazy_gettext as _l
from flask_babel.speaklater import LazyString

from coffeecop.models import AuditAction, AuditEntry, StaffMember
from coffeecop.parts import links_of, parts
from coffeecop.parts.links import AuditField

KIND_NAMES = {
    "sign-ins": _l("Sign-ins"),
    "people": _l("People and roles"),
    "contacts": _l("Contact details"),
    "concerns": _l("Concerns"),
    "topics": _l("Topics"),
    "events": _l("Events"),
    "matters": _l("Matters"),
    "exports": _l("Exports"),
    "records": _l("Records"),
    "settings": _l("Settings"),
    "installation": _l("Server"),
}
# Tables whose rows the log can be asked about.
SUBJECT_NAMES = {
    **{name: KIND_NAMES[name] for name in ("concerns", "events", "topics", "matters")},
    "staff": _l("People"),
}
# `who` did it to `what`.
SENTENCES_BY_KIND = {
    "sign-ins": {
        AuditAction.SIGNED_IN: _l("%(who)s signed in"),
        AuditAction.SIGN_IN_FAILED: _l("Somebody tried to sign in as %(what)s and could not"),
        AuditAction.SIGNED_OUT: _l("%(who)s signed out %(what)s"),
        AuditAction.IDENTITY_CONFIRMED: _l("%(who)s confirmed who they are"),
        AuditAction.RECOVERY_CODE_USED: _l("%(who)s used a recovery code"),
    },
    "people": {
        AuditAction.PASSWORD_SET: _l("%(who)s set a password for %(what)s"),
        AuditAction.STAFF_ADDED: _l("%(who)s added %(what)s"),
        AuditAction.STAFF_CHANGED: _l("%(who)s changed the account of %(what)s"),
        AuditAction.STAFF_DISABLED: _l("%(who)s disabled the account of %(what)s"),
        AuditAction.STAFF_ENABLED: _l("%(who)s enabled the account of %(what)s"),
        AuditAction.LINK_MADE: _l("%(who)s made a sign-in link for %(what)s"),
        AuditAction.SECOND_FACTOR_SET: _l("%(who)s turned on a second factor for %(what)s"),
        AuditAction.SECOND_FACTOR_REMOVED: _l("%(who)s turned off the second factor of %(what)s"),
        AuditAction.RECOVERY_CODES_MADE: _l("%(who)s made new recovery codes"),
        AuditAction.WORK_HANDED_OVER: _l("%(who)s handed over the open work of %(what)s"),
    },
    "contacts": {AuditAction.CONTACT_OPENED: _l("%(who)s opened the contact details of %(what)s")},
    "concerns": {
        AuditAction.STATUS_CHANGED: _l("%(who)s changed the status of %(what)s"),
        AuditAction.TOPICS_CHANGED: _l("%(who)s changed the topics of %(what)s"),
        AuditAction.TOPICS_CONFIRMED: _l("%(who)s confirmed the topics of %(what)s"),
        AuditAction.FLAG_SEEN: _l("%(who)s decided the flag of %(what)s"),
        AuditAction.ANSWER_SENT: _l("%(who)s answered %(what)s"),
        AuditAction.CONCERN_RELEASED: _l("%(who)s released %(what)s"),
        AuditAction.CONCERN_HIDDEN: _l("%(who)s hid %(what)s"),
        AuditAction.MOVED_TO_COMPLAINTS: _l("%(who)s moved %(what)s to the complaints"),
        AuditAction.MOVED_FROM_COMPLAINTS: _l("%(who)s moved %(what)s out of the complaints"),
        AuditAction.CONCERN_ASSIGNED: _l("%(who)s gave %(what)s to a colleague"),
        AuditAction.RECEIPT_SHOWN: _l("%(who)s showed the receipt of %(what)s"),
        AuditAction.RECEIPT_LOOKED_UP: _l("%(who)s found %(what)s by its receipt words"),
        AuditAction.CONCERN_DUE_SET: _l("%(who)s set a date for %(what)s"),
        AuditAction.CONCERN_SNOOZED: _l("%(who)s put %(what)s away for later"),
        AuditAction.CONCERN_UNSNOOZED: _l("%(who)s brought %(what)s back"),
        AuditAction.NOTE_ADDED: _l("%(who)s added a note to %(what)s"),
        AuditAction.CHANGE_UNDONE: _l("%(who)s undid a change of %(what)s"),
        AuditAction.CONCERN_REOPENED: _l(
            "The resident said that it did not get better, which reopened %(what)s"
        ),
    },
    "topics": {
        AuditAction.TOPIC_ADDED: _l("%(who)s added the topic %(what)s"),
        AuditAction.TOPIC_CHANGED: _l("%(who)s changed the topic %(what)s"),
        AuditAction.TOPIC_NOTE_CHANGED: _l("%(who)s changed the note on the topic %(what)s"),
        AuditAction.TOPIC_RETIRED: _l("%(who)s retired the topic %(what)s"),
        AuditAction.TOPIC_RESTORED: _l("%(who)s restored the topic %(what)s"),
        AuditAction.TOPIC_SPLIT: _l("%(who)s split the topic %(what)s"),
        AuditAction.TOPICS_MERGED: _l("%(who)s merged the topic %(what)s with another"),
    },
    "events": {
        AuditAction.EVENT_CREATED: _l("%(who)s planned %(what)s"),
        AuditAction.EVENT_CHANGED: _l("%(who)s changed %(what)s"),
        AuditAction.EVENT_PUBLISHED: _l("%(who)s published %(what)s"),
        AuditAction.EVENT_CANCELLED: _l("%(who)s cancelled %(what)s"),
        AuditAction.EVENT_REMOVED: _l("%(who)s deleted the draft of an event"),
        AuditAction.CHECKLIST_TICKED: _l("%(who)s changed what is done for %(what)s"),
    },
    "matters": {
        AuditAction.MATTER_STARTED: _l("%(who)s started the matter %(what)s"),
        AuditAction.MATTER_CHANGED: _l("%(who)s changed the matter %(what)s"),
        AuditAction.MATTER_SAID: _l("%(who)s said what came of %(what)s"),
        AuditAction.MATTER_TOLD: _l("%(who)s told who asked about %(what)s"),
        AuditAction.MATTER_PUBLISHED: _l("%(who)s let residents read %(what)s"),
        AuditAction.MATTER_UNPUBLISHED: _l("%(who)s took down %(what)s"),
        AuditAction.MATTERS_COMBINED: _l("%(who)s combined another matter with %(what)s"),
        AuditAction.MATTER_REMOVED: _l("%(who)s took back a matter that was only named"),
    },
    "exports": {
        AuditAction.CONCERNS_EXPORTED: _l("%(who)s exported the concerns of %(what)s"),
        AuditAction.EVENTS_EXPORTED: _l("%(who)s exported events"),
        AuditAction.AUDIT_EXPORTED: _l("%(who)s exported the audit log"),
        AuditAction.REPORT_EXPORTED: _l("%(who)s exported the report of %(what)s"),
        AuditAction.REPORT_PUBLISHED: _l("%(who)s published a report and sealed its lines"),
    },
    "records": {
        AuditAction.MISCONDUCT_NOTED: _l("%(who)s noted what was found about %(what)s"),
        AuditAction.DESTROYED: _l("An entry that was destroyed by the schedule"),
    },
    "settings": {
        AuditAction.SETTINGS_CHANGED: _l("%(who)s changed the settings"),
        AuditAction.CHECKLIST_CHANGED: _l("%(who)s changed the checklist"),
        AuditAction.SERVICES_CHANGED: _l("%(who)s changed the services"),
        AuditAction.TEMPLATES_CHANGED: _l("%(who)s changed the answer templates"),
        AuditAction.STATE_WORDING_CHANGED: _l("%(who)s changed what residents read of a state"),
        AuditAction.SHARES_CHANGED: _l("%(who)s changed the shares of the community"),
    },
    "installation": {
        AuditAction.MAIL_TESTED: _l("%(who)s sent a test mail"),
        AuditAction.BACKUP_MADE: _l("%(who)s made a backup"),
        AuditAction.BACKUP_REHEARSED: _l("%(who)s restored a backup as a rehearsal"),
        AuditAction.BACKUP_RESTORED: _l("%(who)s restored a backup"),
        AuditAction.DATA_EXPORTED: _l("%(who)s wrote all data into files"),
        AuditAction.DATABASE_MOVED: _l("%(who)s moved the data to another database"),
    },
}
# Of people who do it to their own account. Parts add to it.
TO_ONESELF: dict[str, LazyString] = {
    AuditAction.SIGNED_OUT: _l("%(who)s signed out"),
    AuditAction.PASSWORD_SET: _l("%(who)s set a new password"),
    AuditAction.STAFF_ADDED: _l("%(who)s became the first administrator"),
    AuditAction.STAFF_CHANGED: _l("%(who)s changed their own account"),
    AuditAction.SECOND_FACTOR_SET: _l("%(who)s turned on a second factor"),
    AuditAction.SECOND_FACTOR_REMOVED: _l("%(who)s turned off their second factor"),
}
# Of entries without a subject.
TO_NOTHING: dict[str, LazyString] = {
    AuditAction.SIGN_IN_FAILED: _l("Somebody tried to sign in with an address that nobody has"),
    AuditAction.LINK_MADE: _l("%(who)s made a link to set up the first administrator"),
    AuditAction.WORK_HANDED_OVER: _l("%(who)s handed over open work"),
}
# Of actions that an earlier version recorded.
OF_EARLIER = _l("%(who)s, %(action)s: %(what)s")


def sentence_of(entry: AuditEntry) -> LazyString:
    action = entry.action
    of_staff = entry.subject_table == StaffMember.__tablename__
    if of_staff and entry.subject_id == entry.staff_id and action in TO_ONESELF:
        return TO_ONESELF[action]
    if entry.subject_id is None and action in TO_NOTHING:
        return TO_NOTHING[action]
    if action == AuditAction.CONCERN_ASSIGNED and _is_own(entry):
        return _l("%(who)s took %(what)s")
    return _sentences().get(action, OF_EARLIER)


def _is_own(entry: AuditEntry) -> bool:
    """Return whether what was given went to the person who gave it."""
    _before, after = entry.details.get("assigned_to", (None, None))
    return bool(after and entry.staff_member and entry.staff_member.name == after)


def actions_of(kind: str) -> list[str]:
    of_parts = [action for part in parts() for action in part.audit.get(kind, ())]
    return [*SENTENCES_BY_KIND[kind], *of_parts]


@cache
def _sentences() -> dict[str, LazyString]:
    of_parts = [dict(actions) for part in parts() for actions in part.audit.values()]
    of_core = [dict(actions) for actions in SENTENCES_BY_KIND.values()]
    return {str(action): words for each in of_core + of_parts for action, words in each.items()}


@cache
def fields_of_parts() -> dict[str, AuditField]:
    return {link.name: link for link in links_of(None, AuditField)}
