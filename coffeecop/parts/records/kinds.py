"""What the records are called, in the database and in words."""

from collections.abc import Mapping

from flask_babel import lazy_gettext as _l
from flask_babel.speaklater import LazyString

from coffeecop.parts.links import Labelled


class RecordKind(Labelled):
    """What a hold may keep and a request may find. A column with this name refers to the row."""

    CONCERN = "concern", _l("Number %(number)s")
    # Held: all of it, with RSVPs, contact details, arrivals, survey, concerns. Found: what staff
    # wrote about it.
    EVENT = "event", _l("What staff wrote about event %(number)s")
    RSVP = "rsvp", _l("RSVP %(number)s")
    SURVEY = "survey", _l("Survey answer %(number)s")
    MATTER = "matter", _l("Matter %(number)s")
    # It is found, and goes with its concern, which is what a hold keeps. So is what parts have.
    NOTE = "note", _l("Note of staff %(number)s")


HELD_KINDS = tuple(each for each in RecordKind if each is not RecordKind.NOTE)
# A record by its kind, which may be one of a part, and the id of its row.
Ref = tuple[str, int]


class Series(Labelled):
    CONCERN = "concern", _l("Concerns")
    COMPLAINT = "complaint", _l("Complaints")
    SUSTAINED = "sustained", _l("Complaints, misconduct found")
    RSVP = "rsvp", _l("RSVPs")
    # Those of a concern go with it.
    CONTACT = "contact", _l("Contact details of RSVPs")
    SURVEY = "survey", _l("Surveys")
    ARRIVALS = "arrivals", _l("Arrivals")
    MATTER = "matter", _l("Matters")
    NOTES = "notes", _l("What officers noted after an event")
    MAIL = "mail", _l("Mail")
    AUDIT = "audit", _l("Audit log")
    SIGN_IN = "sign_in", _l("Sign-ins")
    # With words to take out and packs.
    REQUEST = "request", _l("Requests for records")
    HOLD = "hold", _l("Holds that were lifted")
    CERTIFICATE = "certificate", _l("Certificates of destruction")


class Trigger(Labelled):
    """From when the time is counted."""

    SENT = "sent", _l("after it was sent")
    LAST_MESSAGE = "last_message", _l("after the last message")
    CLOSED = "closed", _l("after it was closed")
    EVENT = "event", _l("after the event")
    # The end of the fiscal year of the first other trigger that the series has.
    FISCAL_YEAR = "fiscal_year", _l("after the end of the fiscal year")

    def label_of(self, series: Series) -> LazyString:
        """Return its name for a series: not everything is sent."""
        own: LazyString = _OWN_LABELS.get((series, self), self.label)
        return own


class KeepUnit(Labelled):
    DAYS = "days", _l("days")
    YEARS = "years", _l("years")


OF_CONCERNS = (Series.CONCERN, Series.COMPLAINT, Series.SUSTAINED)
OF_COMPLAINTS = (Series.COMPLAINT, Series.SUSTAINED)
OF_LOG = (Series.AUDIT, Series.SIGN_IN)
_OWN_LABELS = {
    **dict.fromkeys([(each, Trigger.SENT) for each in OF_LOG], _l("after it was written")),
    (Series.ARRIVALS, Trigger.SENT): _l("after it was counted"),
    (Series.HOLD, Trigger.CLOSED): _l("after it was lifted"),
}
_CONCERN = (Trigger.LAST_MESSAGE, Trigger.SENT, Trigger.CLOSED, Trigger.EVENT, Trigger.FISCAL_YEAR)
_CLOSED = (Trigger.CLOSED, Trigger.FISCAL_YEAR)
OF_EVENTS = (Series.RSVP, Series.CONTACT, Series.SURVEY, Series.ARRIVALS, Series.NOTES)
TRIGGERS: Mapping[Series, tuple[Trigger, ...]] = {
    **dict.fromkeys(OF_CONCERNS, _CONCERN),
    **dict.fromkeys(OF_EVENTS, (Trigger.EVENT, Trigger.SENT, Trigger.FISCAL_YEAR)),
    Series.NOTES: (Trigger.EVENT, Trigger.FISCAL_YEAR),
    **dict.fromkeys((Series.MATTER, Series.REQUEST, Series.HOLD, Series.CERTIFICATE), _CLOSED),
    **dict.fromkeys((Series.MAIL, *OF_LOG), (Trigger.SENT, Trigger.FISCAL_YEAR)),
}
# What is no record, so that it may go by itself.
MAY_BE_TRANSITORY = (Series.RSVP, Series.CONTACT, Series.MAIL)


class Decision(Labelled):
    RELEASE = "release", _l("Released")
    # Parts are taken out of it.
    REDACT = "redact", _l("Released in part")
    WITHHOLD = "withhold", _l("Withheld")
    # It has the words, but is not what was asked for.
    OTHER = "other", _l("Not what was asked for")


class RecordsAction(Labelled):
    """In the audit log."""

    SCHEDULE_CHANGED = "schedule_changed", _l("%(who)s changed how long records are kept")
    RECORDS_HELD = "records_held", _l("%(who)s put records on hold for a case")
    HOLD_LIFTED = "hold_lifted", _l("%(who)s lifted a hold")
    DESTRUCTION_ASKED = "destruction_asked", _l("%(who)s asked for records to be destroyed")
    DESTRUCTION_APPROVED = (
        "destruction_approved",
        _l("%(who)s approved that records are destroyed"),
    )
    DESTRUCTION_STOPPED = "destruction_stopped", _l("%(who)s stopped a destruction of records")
    RECORDS_DESTROYED = (
        "records_destroyed",
        _l("Records were destroyed as two people had approved"),
    )
    TRANSITORY_REMOVED = (
        "transitory_removed",
        _l("What the schedule keeps for a short time was removed"),
    )
    RECORDS_REQUESTED = "records_requested", _l("%(who)s entered a request for records")
    RECORDS_DECIDED = "records_decided", _l("%(who)s decided what a request for records gets")
    RECORDS_PACKED = "records_packed", _l("%(who)s made a pack for a request for records")
    REQUEST_CLOSED = "request_closed", _l("%(who)s closed a request for records")


class CannotBeDone(Exception):
    """What stands against it, in a sentence for who asked, and the field that it is about."""

    def __init__(self, why: str, *, field: str | None = None) -> None:
        super().__init__(why)
        self.field = field
