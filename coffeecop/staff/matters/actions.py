from collections.abc import Mapping, Sequence

from sqlalchemy import select

from coffeecop.db import db
from coffeecop.mail.news import call_back_news, send_news
from coffeecop.matters import verbs
from coffeecop.matters.telling import tell
from coffeecop.matters.verbs import Said
from coffeecop.models import Concern, Event, Matter, MatterState, StaffMember
from coffeecop.models.matters.queries import counted_by
from coffeecop.staff.concern_list.picks import MOST_PICKED, parse_ids, picked_concerns
from coffeecop.web.matters_shown import pairs_at


def say_and_tell(
    matter: Matter,
    said: Said,
    asked: Mapping[str, str],
    *,
    tells: bool,
    publishes: bool | None,
    key_hash: str,
    seen: str | None,
    by: StaffMember,
) -> int:
    """Say it, and return how many of those who asked were told. Idempotent by `key_hash`.

    `publishes`: whether residents may read it from now on; None: as it is.
    Raises ChangedByColleague, CannotSay, LacksWords.
    """
    verbs.say(matter, said, key_hash=key_hash, seen=seen, by=by, asked=asked)
    if publishes is not None:
        set_published(matter, publishes, by=by)
    return tell(matter, by=by) if tells else 0


def reopen(matter: Matter, *, key_hash: str, seen: str | None, by: StaffMember) -> None:
    """Open again what was answered, done or refused. Raises as `say` does."""
    verbs.say(matter, Said(MatterState.HEARD), key_hash=key_hash, seen=seen, by=by)


def set_published(matter: Matter, is_published: bool, *, by: StaffMember) -> None:
    """Let residents read it or not; then no mail that waits tells it. Raises LacksWords."""
    if is_published:
        verbs.publish(matter, by=by)
    elif matter.is_published:
        verbs.unpublish(matter, by=by)
        for event in _events_of(matter):
            call_back_news(event)


def sort_concerns(
    matter: Matter, *, added: Sequence[str], refused: Sequence[str], by: StaffMember
) -> tuple[str, list[int]]:
    """Add concerns or say no to some; return what was done and to which, so that it is undone."""
    moved = verbs.add_concerns(matter, _picked(added, by), by=by)
    if moved:
        return "added", moved
    said_no_to = _picked(refused, by)
    taken = verbs.remove_concerns(matter, said_no_to, by=by)
    return ("taken_out" if taken else "refused"), [each.id for each in said_no_to]


def quote_first(matter: Matter, chosen: Sequence[str], *, by: StaffMember) -> None:
    for each in _picked(chosen, by)[:1]:
        verbs.quote(matter, each, by=by)


def tell_guests(event: Event) -> int:
    """Queue the mail on what came of an event that nobody has had yet; return how many."""
    return send_news(event) if pairs_at(event) else 0


def _picked(chosen: Sequence[str], by: StaffMember) -> list[Concern]:
    return picked_concerns(parse_ids("-".join(chosen))[:MOST_PICKED], by.agency_id)


def _events_of(matter: Matter) -> list[Event]:
    theirs = counted_by(matter).with_only_columns(Concern.event_id).order_by(None)
    ids = {matter.event_id, *db.session.scalars(theirs)}
    return [*db.session.scalars(select(Event).where(Event.id.in_(ids)).order_by(Event.id))]
