"""What is asked of matters: which residents read, whose they are, and who says so."""

from collections.abc import Collection, Iterable, Sequence
from functools import cache

from sqlalchemy import ColumnElement, Select, exists, func, or_, select
from sqlalchemy.orm import InstrumentedAttribute

from coffeecop.db import db
from coffeecop.models.concern import Concern
from coffeecop.models.concern.conditions import counts_for_event
from coffeecop.models.event import Event
from coffeecop.models.keys import store_once
from coffeecop.models.matters import Matter, MatterConcern, MatterConfirmation
from coffeecop.models.staff import Role, StaffMember


@cache
def is_published() -> ColumnElement[bool]:
    return Matter.published_at.is_not(None)


def is_of_event(event_id: int | InstrumentedAttribute[int]) -> ColumnElement[bool]:
    """Match matters that were heard at an event, or that one of its concerns belongs to."""
    says_so = exists().where(
        MatterConcern.matter_id == Matter.id,
        MatterConcern.belongs,
        MatterConcern.concern_id == Concern.id,
        Concern.event_id == event_id,
    )
    return or_(Matter.event_id == event_id, says_so.correlate(Matter, Event))


def has_concern(concern_id: int) -> ColumnElement[bool]:
    own = MatterConcern.matter_id == Matter.id, MatterConcern.belongs
    return exists().where(*own, MatterConcern.concern_id == concern_id).correlate(Matter)


def may_publish(member: StaffMember) -> bool:
    """Return whether this person decides what the public reads."""
    return member.has_any(Role.ORGANIZER, Role.ADMIN)


def may_say(matter: Matter, member: StaffMember) -> bool:
    """Return whether this person may add words: of what residents read, who does it."""
    if may_publish(member) or not matter.is_published:
        return True
    return member.id in (matter.owner_id, matter.deputy_id)


def concerns_of(matter: Matter, *conditions: ColumnElement[bool]) -> Select[Concern]:
    """Select the concerns that belong to a matter and can be read, the newest first."""
    return counted_by(matter).where(Concern.is_there(), *conditions)


def counted_by(matter: Matter) -> Select[Concern]:
    """Select all that belong to it, the newest first; join nothing else."""
    return (
        select(Concern)
        .join(MatterConcern, MatterConcern.concern_id == Concern.id)
        .join(Concern.event)
        .where(MatterConcern.matter_id == matter.id, MatterConcern.belongs, counts_for_event())
        .order_by(Concern.created_at.desc(), Concern.id.desc())
    )


def sizes_of(matter_ids: Collection[int], *, event_id: int | None = None) -> dict[int, int]:
    """Return by matter how many concerns belong to it, of all or of an event."""
    of_event = [Concern.event_id == event_id] if event_id else []
    counted = (
        select(MatterConcern.matter_id, func.count())
        .join(Concern, Concern.id == MatterConcern.concern_id)
        .where(
            MatterConcern.matter_id.in_(matter_ids),
            MatterConcern.belongs,
            counts_for_event(),
            *of_event,
        )
        .group_by(MatterConcern.matter_id)
    )
    sizes = {row[0]: row[1] for row in db.session.execute(counted)}
    return {each: sizes.get(each, 0) for each in matter_ids}


def matters_with(concern: Concern) -> Sequence[Matter]:
    own = select(Matter).where(has_concern(concern.id))
    return db.session.scalars(own.order_by(Matter.id)).all()


def confirm_matter(matter: Matter, event: Event | None, *, key_hash: str) -> None:
    """Count a resident who says that this was the answer. A repeated key changes nothing."""
    event_id = event.id if event else None
    store_once(MatterConfirmation(matter_id=matter.id, event_id=event_id, form_key_hash=key_hash))


def confirmations_of(matter_ids: Iterable[int]) -> dict[int, int]:
    counted = (
        select(MatterConfirmation.matter_id, func.count())
        .where(MatterConfirmation.matter_id.in_(matter_ids))
        .group_by(MatterConfirmation.matter_id)
    )
    return {row[0]: row[1] for row in db.session.execute(counted)}
