"""What the log says of the records, in words."""

import enum
from collections.abc import Callable, Mapping
from typing import Any

from flask_babel import lazy_gettext as _l
from flask_babel.speaklater import LazyString

from coffeecop.parts.links import AuditField, Words
from coffeecop.parts.records.labels import SERIES_NAMES, TRIGGER_NAMES, UNIT_NAMES


class RecordsAction(enum.StrEnum):
    """In the audit log."""

    SCHEDULE_CHANGED = "schedule_changed"
    RECORDS_HELD = "records_held"
    HOLD_LIFTED = "hold_lifted"
    DESTRUCTION_ASKED = "destruction_asked"
    DESTRUCTION_APPROVED = "destruction_approved"
    DESTRUCTION_STOPPED = "destruction_stopped"
    RECORDS_DESTROYED = "records_destroyed"
    TRANSITORY_REMOVED = "transitory_removed"
    RECORDS_REQUESTED = "records_requested"
    RECORDS_DECIDED = "records_decided"
    RECORDS_PACKED = "records_packed"
    REQUEST_CLOSED = "request_closed"


SENTENCES: Mapping[str, LazyString] = {
    RecordsAction.SCHEDULE_CHANGED: _l("%(who)s changed how long records are kept"),
    RecordsAction.RECORDS_HELD: _l("%(who)s put records on hold for a case"),
    RecordsAction.HOLD_LIFTED: _l("%(who)s lifted a hold"),
    RecordsAction.DESTRUCTION_ASKED: _l("%(who)s asked for records to be destroyed"),
    RecordsAction.DESTRUCTION_APPROVED: _l("%(who)s approved that records are destroyed"),
    RecordsAction.DESTRUCTION_STOPPED: _l("%(who)s stopped a destruction of records"),
    RecordsAction.RECORDS_DESTROYED: _l("Records were destroyed as two people had approved"),
    RecordsAction.TRANSITORY_REMOVED: _l("What the schedule keeps for a short time was removed"),
    RecordsAction.RECORDS_REQUESTED: _l("%(who)s entered a request for records"),
    RecordsAction.RECORDS_DECIDED: _l("%(who)s decided what a request for records gets"),
    RecordsAction.RECORDS_PACKED: _l("%(who)s made a pack for a request for records"),
    RecordsAction.REQUEST_CLOSED: _l("%(who)s closed a request for records"),
}


FIELDS = {
    "retention_years": _l("Years to keep what residents send"),
    "complaint_retention_years": _l("Years to keep what is about an officer"),
    "schedule": _l("Schedule"),
    "series": _l("Series"),
    "trigger": _l("Counted from"),
    "keep": _l("How long"),
    "unit": _l("Days or years"),
    "needs_approval": _l("Waits for approval"),
    "item_number": _l("Number in your schedule"),
    "source": _l("Source"),
    "hold": _l("Hold"),
    "records": _l("Records"),
    "destruction": _l("Destruction"),
    "request": _l("Request"),
    "pack": _l("Pack"),
    "request_days": _l("Days to answer a request"),
    "request_in_business_days": _l("Business days"),
    "closed_days": _l("Days on which the office is closed"),
}
VALUES: Mapping[str, Mapping[Any, LazyString]] = {
    "series": SERIES_NAMES,
    "trigger": TRIGGER_NAMES,
    "unit": UNIT_NAMES,
}


def audit_fields() -> list[AuditField]:
    return [AuditField(name, text, _words_of(name)) for name, text in FIELDS.items()]


def _words_of(field: str) -> Callable[[Any], Words]:
    return lambda value: VALUES.get(field, {}).get(value, value)
