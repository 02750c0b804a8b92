"""Example rows: how long a department keeps what it has, and a made-up request for records."""

from collections.abc import Sequence
from datetime import timedelta

from coffeecop.models import Agency, Event, StaffMember
from coffeecop.parts.records.kinds import Decision
from coffeecop.parts.records.models.schedule import starter_schedules
from coffeecop.parts.records.requests.decisions import all_records, decide
from coffeecop.parts.records.requests.request import enter_request

ASKED_BEFORE = timedelta(days=3)
ASKED = {"asked_by": "The Sample Gazette", "words": "crosswalk"}


def add_records(agency: Agency, officer: StaffMember, _events: Sequence[Event]) -> None:
    """Choose the schedule of its state; enter a request of which one record is decided."""
    starter_schedules()["california"].choose(by=officer)
    asked = {**ASKED, "received_on": agency.today - ASKED_BEFORE}
    request = enter_request(asked, key_hash="The Sample Gazette", by=officer)
    concerns = [each.item.ref for each in all_records(request) if each.is_concern]
    decide(request, concerns[:1], Decision.RELEASE, code=None, by=officer)
