"""What the program records in the audit log, in words."""

import enum
from enum import auto
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

    SIGNED_IN = auto(), "sign-ins", N_("%(who)s signed in")
    SIGN_IN_FAILED = auto(), "sign-ins", N_("Somebody tried to sign in as %(what)s and could not")
    SIGNED_OUT = auto(), "sign-ins", N_("%(who)s signed out %(what)s")
    IDENTITY_CONFIRMED = auto(), "sign-ins", N_("%(who)s confirmed who they are")
    RECOVERY_CODE_USED = auto(), "sign-ins", N_("%(who)s used a recovery code")
    PASSWORD_SET = auto(), "people", N_("%(who)s set a password for %(what)s")
    STAFF_ADDED = auto(), "people", N_("%(who)s added %(what)s")
    STAFF_CHANGED = auto(), "people", N_("%(who)s changed the account of %(what)s")
    STAFF_DISABLED = auto(), "people", N_("%(who)s disabled the account of %(what)s")
    STAFF_ENABLED = auto(), "people", N_("%(who)s enabled the account of %(what)s")
    LINK_MADE = auto(), "people", N_("%(who)s made a sign-in link for %(what)s")
    SECOND_FACTOR_SET = auto(), "people", N_("%(who)s turned on a second factor for %(what)s")
    SECOND_FACTOR_REMOVED = auto(), "people", N_("%(who)s turned off the second factor of %(what)s")
    RECOVERY_CODES_MADE = auto(), "people", N_("%(who)s made new recovery codes")
    WORK_HANDED_OVER = auto(), "people", N_("%(who)s handed over the open work of %(what)s")
    CONTACT_OPENED = auto(), "contacts", N_("%(who)s opened the contact details of %(what)s")
    STATUS_CHANGED = auto(), "concerns", N_("%(who)s changed the status of %(what)s")
    TOPICS_CHANGED = auto(), "concerns", N_("%(who)s changed the topics of %(what)s")
    TOPICS_CONFIRMED = auto(), "concerns", N_("%(who)s confirmed the topics of %(what)s")
    FLAG_SEEN = auto(), "concerns", N_("%(who)s decided the flag of %(what)s")
    ANSWER_SENT = auto(), "concerns", N_("%(who)s answered %(what)s")
    CONCERN_RELEASED = auto(), "concerns", N_("%(who)s released %(what)s")
    CONCERN_HIDDEN = auto(), "concerns", N_("%(who)s hid %(what)s")
    MOVED_TO_COMPLAINTS = auto(), "concerns", N_("%(who)s moved %(what)s to the complaints")
    MOVED_FROM_COMPLAINTS = auto(), "concerns", N_("%(who)s moved %(what)s out of the complaints")
    CONCERN_ASSIGNED = auto(), "concerns", N_("%(who)s gave %(what)s to a colleague")
    RECEIPT_SHOWN = auto(), "concerns", N_("%(who)s showed the receipt of %(what)s")
    RECEIPT_LOOKED_UP = auto(), "concerns", N_("%(who)s found %(what)s by its receipt words")
    CONCERN_DUE_SET = auto(), "concerns", N_("%(who)s set a date for %(what)s")
    CONCERN_SNOOZED = "concern_put_away", "concerns", N_("%(who)s put %(what)s away for later")
    CONCERN_UNSNOOZED = "concern_brought_back", "concerns", N_("%(who)s brought %(what)s back")
    NOTE_ADDED = auto(), "concerns", N_("%(who)s added a note to %(what)s")
    CHANGE_UNDONE = auto(), "concerns", N_("%(who)s undid a change of %(what)s")
    CONCERN_REOPENED = (
        auto(),
        "concerns",
        N_("The resident said that it did not get better, which reopened %(what)s"),
    )
    TOPIC_ADDED = auto(), "topics", N_("%(who)s added the topic %(what)s")
    TOPIC_CHANGED = auto(), "topics", N_("%(who)s changed the topic %(what)s")
    TOPIC_NOTE_CHANGED = auto(), "topics", N_("%(who)s changed the note on the topic %(what)s")
    TOPIC_RETIRED = auto(), "topics", N_("%(who)s retired the topic %(what)s")
    TOPIC_RESTORED = auto(), "topics", N_("%(who)s restored the topic %(what)s")
    TOPIC_SPLIT = auto(), "topics", N_("%(who)s split the topic %(what)s")
    TOPICS_MERGED = auto(), "topics", N_("%(who)s merged the topic %(what)s with another")
    EVENT_CREATED = auto(), "events", N_("%(who)s planned %(what)s")
    EVENT_CHANGED = auto(), "events", N_("%(who)s changed %(what)s")
    EVENT_PUBLISHED = auto(), "events", N_("%(who)s published %(what)s")
    EVENT_CANCELLED = auto(), "events", N_("%(who)s cancelled %(what)s")
    EVENT_REMOVED = auto(), "events", N_("%(who)s deleted the draft of an event")
    CHECKLIST_TICKED = auto(), "events", N_("%(who)s changed what is done for %(what)s")
    MATTER_STARTED = auto(), "matters", N_("%(who)s started the matter %(what)s")
    MATTER_CHANGED = auto(), "matters", N_("%(who)s changed the matter %(what)s")
    MATTER_SAID = auto(), "matters", N_("%(who)s said what came of %(what)s")
    MATTER_TOLD = auto(), "matters", N_("%(who)s told who asked about %(what)s")
    MATTER_PUBLISHED = auto(), "matters", N_("%(who)s let residents read %(what)s")
    MATTER_UNPUBLISHED = auto(), "matters", N_("%(who)s took down %(what)s")
    MATTERS_COMBINED = auto(), "matters", N_("%(who)s combined another matter with %(what)s")
    MATTER_REMOVED = auto(), "matters", N_("%(who)s took back a matter that was only named")
    CONCERNS_EXPORTED = auto(), "exports", N_("%(who)s exported the concerns of %(what)s")
    EVENTS_EXPORTED = auto(), "exports", N_("%(who)s exported events")
    AUDIT_EXPORTED = auto(), "exports", N_("%(who)s exported the audit log")
    MISCONDUCT_NOTED = auto(), "records", N_("%(who)s noted what was found about %(what)s")
    # In place of the action of an entry that was destroyed as the law allows.
    DESTROYED = auto(), "records", N_("An entry that was destroyed by the schedule")
    SETTINGS_CHANGED = auto(), "settings", N_("%(who)s changed the settings")
    CHECKLIST_CHANGED = auto(), "settings", N_("%(who)s changed the checklist")
    SERVICES_CHANGED = auto(), "settings", N_("%(who)s changed the services")
    TEMPLATES_CHANGED = auto(), "settings", N_("%(who)s changed the answer templates")
    STATE_WORDING_CHANGED = auto(), "settings", N_("%(who)s changed what residents read of a state")
    SHARES_CHANGED = auto(), "settings", N_("%(who)s changed the shares of the community")
    BACKUP_MADE = auto(), "installation", N_("%(who)s made a backup")
    BACKUP_REHEARSED = auto(), "installation", N_("%(who)s restored a backup as a rehearsal")
    BACKUP_RESTORED = auto(), "installation", N_("%(who)s restored a backup")
    DATA_EXPORTED = auto(), "installation", N_("%(who)s wrote all data into files")
    DATABASE_MOVED = auto(), "installation", N_("%(who)s moved the data to another database")
