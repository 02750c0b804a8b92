"""Services to which residents may turn."""

import json
from collections.abc import Sequence
from pathlib import Path

from coffeecop.db import db
from coffeecop.models import Agency, Event, Service, StaffMember

SERVICES = Path(__file__).with_name("services.json")


def add_services(agency: Agency, _officer: StaffMember, _events: Sequence[Event]) -> None:
    db.session.add_all(
        Service(agency_id=agency.id, position=position, **written)
        for position, written in enumerate(json.loads(SERVICES.read_text("utf-8")), start=1)
    )
