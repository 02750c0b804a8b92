from collections.abc import Mapping

from sqlalchemy import select

from coffeecop.db import db
from coffeecop.mail.news import call_back_news
from coffeecop.matters.telling import tell
from coffeecop.matters.verbs import Said, change, publish, say, unpublish
from coffeecop.models import Concern, Event, Matter, StaffMember
from coffeecop.models.matters import concerns_of


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
    """Say it, and return how many who asked were told. Idempotent by `key_hash`.

    `publishes`: whether residents may read it from now on; None: as it is.
    Raises ChangedByColleague, CannotSay, LacksWords.
    """
    say(matter, said, key_hash=key_hash, seen=seen, by=by)
    if asked:
        change(matter, asked, seen=matter.version, by=by)
    if publishes is not None:
        set_published(matter, publishes, by=by)
    return tell(matter, by=by) if tells else 0


def set_published(matter: Matter, is_published: bool, *, by: StaffMember) -> None:
    """Let residents read it or not; then no mail that waits tells it. Raises LacksWords."""
    if is_published:
        publish(matter, by=by)
    elif matter.is_published:
        unpublish(matter, by=by)
        for event in _events_of(matter):
            call_back_news(event)


def _events_of(matter: Matter) -> list[Event]:
    theirs = concerns_of(matter).with_only_columns(Concern.event_id).order_by(None)
    ids = {matter.event_id, *db.session.scalars(theirs)}
    return [*db.session.scalars(select(Event).where(Event.id.in_(ids)).order_by(Event.id))]
