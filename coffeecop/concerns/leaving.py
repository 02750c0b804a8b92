"""The one way out of the stream: withdrawn, hidden, a complaint or destroyed."""

from sqlalchemy import delete

from coffeecop.concerns.states import settle
from coffeecop.db import db
from coffeecop.models import Concern, StaffMember
from coffeecop.models.concern.parts import ConcernState
from coffeecop.models.matters import MatterConcern
from coffeecop.signals import left_stream


def leave_stream(concern: Concern, *, by: StaffMember | None) -> None:
    """Free a locked concern from all that it hangs on.

    Nobody takes care of it any more, and no matter has it.
    """
    left_stream.send(concern)
    if concern.state is ConcernState.PASSED_ON:
        settle(concern, by=by)
    concern.assigned_to_id = concern.deputy_id = None
    concern.unsnooze()
    db.session.execute(delete(MatterConcern).where(MatterConcern.concern_id == concern.id))
