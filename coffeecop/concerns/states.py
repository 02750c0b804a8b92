"""Which state may follow which, what changes with it, and who is told of a change."""

from collections.abc import Iterator, Mapping
from contextlib import contextmanager

from sqlalchemy import delete

from coffeecop.db import db, now
from coffeecop.models import Concern, StaffMember
from coffeecop.models.concern.parts import (
    OPEN_STATES,
    OUT_STATES,
    WAITING_STATES,
    Better,
    ConcernState,
)
from coffeecop.models.matters import MatterConcern
from coffeecop.signals import concern_changed, left_stream


class CannotFollow(Exception):
    """The step cannot follow the state that the concern has now."""


class EventNotBegun(CannotFollow):
    """Nobody can have talked about it at its event yet."""


_IN = frozenset(ConcernState) - {*OUT_STATES}
# What staff said last is still so, whatever becomes of the concern itself.
_KEEP_REASON = (ConcernState.DECLINED, ConcernState.HIDDEN, ConcernState.PASSED_ON)
# What one tap does, and another tap takes back.
SET_BY_HAND = (
    ConcernState.RECEIVED,
    ConcernState.LOOKED_INTO,
    ConcernState.TALKED_ABOUT,
    ConcernState.CLOSED,
)
# The states from which staff may take each step.
MAY_FOLLOW: Mapping[ConcernState, frozenset[ConcernState]] = {
    ConcernState.RECEIVED: frozenset({*OPEN_STATES, ConcernState.CLOSED}),
    ConcernState.LOOKED_INTO: frozenset({*OPEN_STATES, ConcernState.CLOSED}),
    ConcernState.TALKED_ABOUT: frozenset({*OPEN_STATES, ConcernState.CLOSED}),
    ConcernState.ANSWERED: _IN,
    ConcernState.PASSED_ON: _IN - {ConcernState.PASSED_ON},
    ConcernState.DECLINED: _IN,
    ConcernState.CLOSED: frozenset(OPEN_STATES),
    ConcernState.HIDDEN: _IN,
}


def may_follow(concern: Concern, state: ConcernState) -> bool:
    return concern.state in MAY_FOLLOW[state] and not _is_too_early(concern, state)


def _is_too_early(concern: Concern, state: ConcernState) -> bool:
    return state is ConcernState.TALKED_ABOUT and not concern.event.has_begun


def check_may_follow(concern: Concern, state: ConcernState) -> None:
    """Raise CannotFollow if staff may not bring the concern into this state now."""
    if _is_too_early(concern, state):
        raise EventNotBegun
    if concern.state not in MAY_FOLLOW[state]:
        raise CannotFollow


def enter(concern: Concern, state: ConcernState, *, by: StaffMember | None) -> None:
    """Set the state and, with it, since when somebody waits."""
    concern.state, concern.state_at = state, now()
    concern.state_by = by
    if by:
        concern.read_at = concern.read_at or concern.state_at
    if state is not ConcernState.HIDDEN:
        concern.hidden_for = None
    if state not in _KEEP_REASON:
        concern.state_reason = None
    set_wait(concern)


def set_wait(concern: Concern) -> None:
    concern.waiting_since = concern.asked_at if concern.state in WAITING_STATES else None


def settle(concern: Concern, *, by: StaffMember | None) -> None:
    """Let it be as it was told last."""
    enter(concern, settled_state(concern), by=by)


def settled_state(concern: Concern) -> ConcernState:
    """Return declined or answered if staff had the last word and it helped, else as it came in."""
    if concern.state_reason:
        return ConcernState.DECLINED
    db.session.refresh(concern, ["messages"])
    last = concern.messages[-1] if concern.messages else None
    if last is None or not last.is_from_staff:
        return ConcernState.RECEIVED
    said_no_at = concern.better_at if concern.better is Better.NO else None
    did_not_help = said_no_at is not None and said_no_at > last.created_at
    return ConcernState.RECEIVED if did_not_help else ConcernState.ANSWERED


def leave_stream(concern: Concern, *, by: StaffMember | None) -> None:
    """Free a locked concern from all that it hangs on, on its one way out of the stream.

    It is withdrawn, hidden, a complaint or destroyed: nobody takes care of it, no matter has it.
    """
    left_stream.send(concern)
    if concern.state is ConcernState.PASSED_ON:
        settle(concern, by=by)
    concern.assigned_to_id = concern.deputy_id = None
    concern.unsnooze()
    db.session.execute(delete(MatterConcern).where(MatterConcern.concern_id == concern.id))


def changed(*concern_ids: int) -> None:
    """Tell who wants to hear of it, now or at the end of the block of `notify_once`."""
    later: set[int] | None = db.session.info.get("changed_concerns")
    if later is None:
        concern_changed.send(concern_ids)
    else:
        later.update(concern_ids)


@contextmanager
def notify_once() -> Iterator[None]:
    """Tell once, at the end of the block, of all concerns that it changed."""
    later = db.session.info["changed_concerns"] = set()
    try:
        yield
    finally:
        del db.session.info["changed_concerns"]
    changed(*sorted(later))
