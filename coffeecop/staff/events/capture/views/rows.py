from flask import abort, g

from coffeecop.models import Concern, Event
from coffeecop.staff.events.capture.queries import own_capture


def own_capture_or_404(event: Event, concern_id: int) -> Concern:
    return own_capture(event, g.staff_member, concern_id) or abort(404)
