"""What the program records in the audit log, in words."""

import enum
from typing import Self

from coffeecop.config.labels import N_


class AuditAction(enum.StrEnum):
    """What the program records, by the kinds by which the log is filtered: who did it to what.

    A log may hold actions of an earlier version, too.
    """

    _value_: str
    kind: str
    label: str

    def __new__(cls, value: str, *words: str) -> Self:
        member = str.__new__(cls, value)
        member._value_, (member.kind, member.label) = value, words
        return member

    SIGNED_IN = "signed_in", "sign-ins", N_("%(who)s signed in")
    SIGN_IN_FAILED = (
        "sign_in_failed",
        "sign-ins",
        N_("Somebody tried to sign in as %(what)s and could not"),
    )
    SIGNED_OUT = "signed_out", "sign-ins", N_("%(who)s signed out %(what)s")
    IDENTITY_CONFIRMED = "identity_confirmed", "sign-ins", N_("%(who)s confirmed who they are")
    RECOVERY_CODE_USED = "recovery_code_used", "sign-ins", N_("%(who)s used a recovery code")
    PASSWORD_SET = "password_set", "people", N_("%(who)s set a password for %(what)s")
    STAFF_ADDED = "staff_added", "people", N_("%(who)s added %(what)s")
    STAFF_CHANGED = "staff_changed", "people", N_("%(who)s changed the account of %(what)s")
    STAFF_DISABLED = "staff_disabled", "people", N_("%(who)s disabled the account of %(what)s")
    STAFF_ENABLED = "staff_enabled", "people", N_("%(who)s enabled the account of %(what)s")
    LINK_MADE = "link_made", "people", N_("%(who)s made a sign-in link for %(what)s")
    SECOND_FACTOR_SET = (
        "second_factor_set",
        "people",
        N_("%(who)s turned on a second factor for %(what)s"),
    )
    SECOND_FACTOR_REMOVED = (
        "second_factor_removed",
        "people",
        N_("%(who)s turned off the second factor of %(what)s"),
    )
    RECOVERY_CODES_MADE = "recovery_codes_made", "people", N_("%(who)s made new recovery codes")
    WORK_HANDED_OVER = (
        "work_handed_over",
        "people",
        N_("%(who)s handed over the open work of %(what)s"),
    )
    CONTACT_OPENED = (
        "contact_opened",
        "contacts",
        N_("%(who)s opened the contact details of %(what)s"),
    )
    STATUS_CHANGED = "status_changed", "concerns", N_("%(who)s changed the status of %(what)s")
    TOPICS_CHANGED = "topics_changed", "concerns", N_("%(who)s changed the topics of %(what)s")
    TOPICS_CONFIRMED = (
        "topics_confirmed",
        "concerns",
        N_("%(who)s confirmed the topics of %(what)s"),
    )
    FLAG_SEEN = "flag_seen", "concerns", N_("%(who)s decided the flag of %(what)s")
    ANSWER_SENT = "answer_sent", "concerns", N_("%(who)s answered %(what)s")
    CONCERN_RELEASED = "concern_released", "concerns", N_("%(who)s released %(what)s")
    CONCERN_HIDDEN = "concern_hidden", "concerns", N_("%(who)s hid %(what)s")
    MOVED_TO_COMPLAINTS = (
        "moved_to_complaints",
        "concerns",
        N_("%(who)s moved %(what)s to the complaints"),
    )
    MOVED_FROM_COMPLAINTS = (
        "moved_from_complaints",
        "concerns",
        N_("%(who)s moved %(what)s out of the complaints"),
    )
    CONCERN_ASSIGNED = "concern_assigned", "concerns", N_("%(who)s gave %(what)s to a colleague")
    RECEIPT_SHOWN = "receipt_shown", "concerns", N_("%(who)s showed the receipt of %(what)s")
    RECEIPT_LOOKED_UP = (
        "receipt_looked_up",
        "concerns",
        N_("%(who)s found %(what)s by its receipt words"),
    )
    CONCERN_DUE_SET = "concern_due_set", "concerns", N_("%(who)s set a date for %(what)s")
    CONCERN_SNOOZED = "concern_put_away", "concerns", N_("%(who)s put %(what)s away for later")
    CONCERN_UNSNOOZED = "concern_brought_back", "concerns", N_("%(who)s brought %(what)s back")
    NOTE_ADDED = "note_added", "concerns", N_("%(who)s added a note to %(what)s")
    CHANGE_UNDONE = "change_undone", "concerns", N_("%(who)s undid a change of %(what)s")
    CONCERN_REOPENED = (
        "concern_reopened",
        "concerns",
        N_("The resident said that it did not get better, which reopened %(what)s"),
    )
    TOPIC_ADDED = "topic_added", "topics", N_("%(who)s added the topic %(what)s")
    TOPIC_CHANGED = "topic_changed", "topics", N_("%(who)s changed the topic %(what)s")
    TOPIC_NOTE_CHANGED = (
        "topic_note_changed",
        "topics",
        N_("%(who)s changed the note on the topic %(what)s"),
    )
    TOPIC_RETIRED = "topic_retired", "topics", N_("%(who)s retired the topic %(what)s")
    TOPIC_RESTORED = "topic_restored", "topics", N_("%(who)s restored the topic %(what)s")
    TOPIC_SPLIT = "topic_split", "topics", N_("%(who)s split the topic %(what)s")
    TOPICS_MERGED = "topics_merged", "topics", N_("%(who)s merged the topic %(what)s with another")
    EVENT_CREATED = "event_created", "events", N_("%(who)s planned %(what)s")
    EVENT_CHANGED = "event_changed", "events", N_("%(who)s changed %(what)s")
    EVENT_PUBLISHED = "event_published", "events", N_("%(who)s published %(what)s")
    EVENT_CANCELLED = "event_cancelled", "events", N_("%(who)s cancelled %(what)s")
    EVENT_REMOVED = "event_removed", "events", N_("%(who)s deleted the draft of an event")
    CHECKLIST_TICKED = "checklist_ticked", "events", N_("%(who)s changed what is done for %(what)s")
    MATTER_STARTED = "matter_started", "matters", N_("%(who)s started the matter %(what)s")
    MATTER_CHANGED = "matter_changed", "matters", N_("%(who)s changed the matter %(what)s")
    MATTER_SAID = "matter_said", "matters", N_("%(who)s said what came of %(what)s")
    MATTER_TOLD = "matter_told", "matters", N_("%(who)s told who asked about %(what)s")
    MATTER_PUBLISHED = "matter_published", "matters", N_("%(who)s let residents read %(what)s")
    MATTER_UNPUBLISHED = "matter_unpublished", "matters", N_("%(who)s took down %(what)s")
    MATTERS_COMBINED = (
        "matters_combined",
        "matters",
        N_("%(who)s combined another matter with %(what)s"),
    )
    MATTER_REMOVED = (
        "matter_removed",
        "matters",
        N_("%(who)s took back a matter that was only named"),
    )
    CONCERNS_EXPORTED = (
        "concerns_exported",
        "exports",
        N_("%(who)s exported the concerns of %(what)s"),
    )
    EVENTS_EXPORTED = "events_exported", "exports", N_("%(who)s exported events")
    AUDIT_EXPORTED = "audit_exported", "exports", N_("%(who)s exported the audit log")
    REPORT_EXPORTED = "report_exported", "exports", N_("%(who)s exported the report of %(what)s")
    REPORT_PUBLISHED = (
        "report_published",
        "exports",
        N_("%(who)s published a report and sealed its lines"),
    )
    MISCONDUCT_NOTED = (
        "misconduct_noted",
        "records",
        N_("%(who)s noted what was found about %(what)s"),
    )
    # In place of the action of an entry that was destroyed as the law allows.
    DESTROYED = "destroyed", "records", N_("An entry that was destroyed by the schedule")
    SETTINGS_CHANGED = "settings_changed", "settings", N_("%(who)s changed the settings")
    CHECKLIST_CHANGED = "checklist_changed", "settings", N_("%(who)s changed the checklist")
    SERVICES_CHANGED = "services_changed", "settings", N_("%(who)s changed the services")
    TEMPLATES_CHANGED = "templates_changed", "settings", N_("%(who)s changed the answer templates")
    STATE_WORDING_CHANGED = (
        "state_wording_changed",
        "settings",
        N_("%(who)s changed what residents read of a state"),
    )
    SHARES_CHANGED = "shares_changed", "settings", N_("%(who)s changed the shares of the community")
    MAIL_TESTED = "mail_tested", "installation", N_("%(who)s sent a test mail")
    BACKUP_MADE = "backup_made", "installation", N_("%(who)s made a backup")
    BACKUP_REHEARSED = (
        "backup_rehearsed",
        "installation",
        N_("%(who)s restored a backup as a rehearsal"),
    )
    BACKUP_RESTORED = "backup_restored", "installation", N_("%(who)s restored a backup")
    DATA_EXPORTED = "data_exported", "installation", N_("%(who)s wrote all data into files")
    DATABASE_MOVED = (
        "database_moved",
        "installation",
        N_("%(who)s moved the data to another database"),
    )
