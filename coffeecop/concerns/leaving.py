"""The one way out of the stream: withdrawn, hidden, a complaint, merged or destroyed."""

from sqlalchemy import delete

from coffeecop.concerns.states import enter, set_wait, settle, settled_state
from coffeecop.db import db
from coffeecop.mail.referrals import call_back_referrals
from coffeecop.models import Concern, StaffMember
from coffeecop.models.concern.parts import ConcernState
from coffeecop.models.matters import MatterConcern


def take_out(concern: Concern, *, by: StaffMember | None) -> list[Concern]:
    """Free a locked concern from all that it hangs on, and what hangs on it; return those.

    Nobody takes care of it any more, no office has it, and no matter has it.
    """
    freed = [concern.merged_into] if concern.merged_into else list(concern.merged_concerns)
    for each in [concern, *concern.merged_concerns]:
        separate_from_main(each, by=by)
    call_back_referrals(concern)
    if concern.state is ConcernState.PASSED_ON:
        settle(concern, by=by)
    concern.assigned_to_id = concern.deputy_id = None
    concern.unsnooze()
    db.session.execute(delete(MatterConcern).where(MatterConcern.concern_id == concern.id))
    return freed


def separate_from_main(concern: Concern, *, by: StaffMember | None) -> None:
    """Let a merged concern stand for itself again, as it was told last. Idempotent."""
    main = concern.merged_into
    if main is None:
        return
    state = settled_state(concern)
    concern.merged_into_id = None
    enter(concern, state, by=by)
    concern.list_anew()
    renew_merges(main, concern)
    set_wait(main)


def hang_below(concern: Concern, main: Concern, *, by: StaffMember | None) -> list[Concern]:
    """Let `main` stand for this concern and for all that this one stands for.

    Return those whom that concerns.
    """
    mains = [main] if concern.merged_into is None else [main, concern.merged_into]
    moved = [concern, *concern.merged_concerns]
    for each in moved:
        each.merged_into_id = main.id
        enter(each, ConcernState.MERGED, by=by)
    renew_merges(*mains, *moved)
    for each in mains:
        set_wait(each)
    return [*mains, *moved]


def renew_merges(*concerns: Concern) -> None:
    """Read anew who stands for whom."""
    db.session.flush()
    for each in concerns:
        db.session.refresh(each, ["merged_into", "merged_concerns"])
