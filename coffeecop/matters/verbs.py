"""What staff do with a matter. Each verb locks it, then the concerns that it touches, by id."""

from collections.abc import Iterable, Mapping, Sequence
from datetime import date
from typing import Any, NamedTuple

from sqlalchemy import select
from sqlalchemy.orm.exc import StaleDataError

from coffeecop.concerns.locks import lock_concerns
from coffeecop.db import db, now
from coffeecop.mail.news import call_back_news
from coffeecop.models import (
    AuditAction,
    Concern,
    Event,
    Matter,
    MatterConcern,
    MatterPhoto,
    MatterState,
    MatterStep,
    StaffMember,
)
from coffeecop.models.audit import record
from coffeecop.models.concern.conditions import counts_for_event
from coffeecop.models.keys import part_of_key, store_once, stored
from coffeecop.models.matters.queries import is_of_event, may_say
from coffeecop.models.may_go import MustStay, may_go


class CannotSay(Exception):
    """Only whoever does it, and who decides what the public reads, may say this."""


class CannotCombine(Exception):
    """What was said or published about one of them would be lost."""


class LacksWords(Exception):
    """Residents would read nothing: nobody has written what was asked or said."""


class HasBeenSaid(Exception):
    """Something was said about it, so it stays."""


class Said(NamedTuple):
    """What is said of a matter from now on; a note says how far what is promised is."""

    state: MatterState
    en: str | None = None
    es: str | None = None
    is_note: bool = False
    owner: StaffMember | None = None
    deputy: StaffMember | None = None
    due_on: date | None = None
    # The local day of the department on which it was done; None: today.
    day: date | None = None
    photo: MatterPhoto | None = None


def start(
    name: str,
    *,
    key_hash: str,
    by: StaffMember,
    concerns: Sequence[Concern] = (),
    event: Event | None = None,
    **values: Any,
) -> Matter:
    """Name what several people say, and return the matter. Idempotent by `key_hash`."""
    matter = Matter(
        agency_id=by.agency_id,
        form_key_hash=key_hash,
        name=name,
        state=MatterState.HEARD,
        event=event,
        created_by_id=by.id,
        **values,
    )
    if event and matter.venue_id is None:
        matter.venue_id = event.venue_id
    matter.steps = [_step(Said(MatterState.HEARD), key_hash=part_of_key(key_hash, 0), by=by)]
    if not store_once(matter):
        return db.session.scalars(select(Matter).where(Matter.form_key_hash == key_hash)).one()
    record(AuditAction.MATTER_STARTED, by=by, subject=matter)
    if concerns:
        add_concerns(matter, concerns, by=by)
    return matter


def change(
    matter: Matter, values: Mapping[str, Any], *, seen: str | int | None, by: StaffMember
) -> None:
    """Change its names, what was asked, where it belongs or its figure.

    Raises ChangedByColleague, CannotSay, LacksWords.
    """
    lock_matter(matter)
    changed = matter.write(values, seen=seen)
    if not changed:
        return
    if any(name not in _AMONG_STAFF for name in changed):
        check_may_say(matter, by)
    _check_words(matter)
    record(AuditAction.MATTER_CHANGED, by=by, subject=matter, detail=dict.fromkeys(changed))


_AMONG_STAFF = ("name", "also", "topic_id", "venue_id", "place")


def add_concerns(matter: Matter, concerns: Iterable[Concern], *, by: StaffMember) -> list[int]:
    """Let concerns belong to it, and return the ids of those that did not. Idempotent.

    Complaints, what may be one, and what is held, hidden or withdrawn belong to no matter.
    """
    return _sort(matter, concerns, belongs=True, by=by)


def remove_concerns(matter: Matter, concerns: Iterable[Concern], *, by: StaffMember) -> list[int]:
    """Say that concerns do not belong to it, and return the ids of those that did. Idempotent.

    Nobody is asked about them again.
    """
    return _sort(matter, concerns, belongs=False, by=by)


def _sort(
    matter: Matter, concerns: Iterable[Concern], *, belongs: bool, by: StaffMember
) -> list[int]:
    lock_matter(matter)
    locked = lock_concerns([each.id for each in concerns], *_may_belong(matter))
    rows = {each.concern_id: each for each in matter.concern_rows}
    said = {"belongs": belongs, "staff_id": by.id, "created_at": now()}
    moved = []
    for each in locked:
        row = rows.get(each.id)
        if (row is not None and row.belongs) is not belongs:
            moved.append(each.id)
        if row is None:
            matter.concern_rows.append(MatterConcern(concern_id=each.id, **said))
        elif row.belongs is not belongs:
            row.is_quoted = False
            for name, value in said.items():
                setattr(row, name, value)
    if moved:
        detail = {"added" if belongs else "taken_out": len(moved)}
        record(AuditAction.MATTER_CHANGED, by=by, subject=matter, detail=detail)
    db.session.flush()
    return moved


def quote(matter: Matter, concern: Concern, *, by: StaffMember) -> None:
    """Quote this one of its concerns, to staff. Idempotent."""
    lock_matter(matter)
    for each in matter.concern_rows:
        each.is_quoted = False
    # One is quoted at most: the old one must be none first.
    db.session.flush()
    for each in matter.concern_rows:
        each.is_quoted = each.belongs and each.concern_id == concern.id


def combine(matter: Matter, other: Matter, *, by: StaffMember) -> None:
    """Let all that belongs to `other` belong to the matter; the other one goes.

    Raises CannotCombine if something was said about the other one or residents read it, MustStay.
    """
    for each in sorted((matter, other), key=lambda each: each.id):
        lock_matter(each)
    if matter is other or matter.agency_id != other.agency_id or not other.is_only_named:
        raise CannotCombine
    concerns = [each.concern for each in other.concern_rows if each.belongs]
    add_concerns(matter, concerns, by=by)
    record(AuditAction.MATTERS_COMBINED, by=by, subject=matter, detail={"other": other.name})
    _delete(other)


def remove(matter: Matter, *, by: StaffMember) -> None:
    """Take back that it was named. Raises HasBeenSaid, MustStay."""
    lock_matter(matter)
    if not matter.is_only_named:
        raise HasBeenSaid
    record(AuditAction.MATTER_REMOVED, by=by, subject=matter, detail={"name": matter.name})
    _delete(matter)


def _delete(matter: Matter) -> None:
    if not may_go(matter):
        raise MustStay
    db.session.delete(matter)
    db.session.flush()


def say(
    matter: Matter,
    said: Said,
    *,
    key_hash: str,
    seen: str | int | None,
    by: StaffMember,
    asked: Mapping[str, str] | None = None,
) -> MatterStep:
    """Answer, promise, note how far it is, keep, say that it cannot be, or open it again.

    `asked` is what people said, where it was not written yet.
    Idempotent by `key_hash`. Raises ChangedByColleague, CannotSay, LacksWords.
    """
    lock_matter(matter)
    if step := stored(MatterStep, key_hash):
        return step
    matter.check_seen(seen)
    check_may_say(matter, by)
    step = _step(said, key_hash=key_hash, by=by)
    changed = matter.write(asked or {}, seen=seen)
    matter.state = said.state
    # A note leaves who does it and by when.
    if not said.is_note:
        matter.owner, matter.deputy, matter.due_on = said.owner, said.deputy, said.due_on
    # Before anything is read, which would write what the database refuses.
    _check_words(matter)
    step.due_on = matter.due_on
    matter.steps.append(step)
    db.session.flush()
    names = [*(["note"] if said.is_note else []), *changed]
    detail = {"state": said.state, **dict.fromkeys(names)}
    record(AuditAction.MATTER_SAID, by=by, subject=matter, detail=detail)
    return step


def reopen(matter: Matter, *, key_hash: str, seen: str | int | None, by: StaffMember) -> None:
    """Open again what was answered, done or refused. Raises as `say` does."""
    say(matter, Said(MatterState.HEARD), key_hash=key_hash, seen=seen, by=by)


def publish(matter: Matter, *, by: StaffMember) -> None:
    """Let residents read it. Idempotent. Raises LacksWords."""
    lock_matter(matter)
    if matter.is_published:
        return
    matter.published_at, matter.published_by_id = now(), by.id
    _check_words(matter)
    record(AuditAction.MATTER_PUBLISHED, by=by, subject=matter)


def unpublish(matter: Matter, *, by: StaffMember) -> None:
    """Take it from residents, and from mail that waits. Idempotent."""
    lock_matter(matter)
    if not matter.is_published:
        return
    matter.published_at = matter.published_by_id = None
    its_events = select(Event).join(Matter, is_of_event(Event.id)).where(Matter.id == matter.id)
    for event in db.session.scalars(its_events.order_by(Event.id)).all():
        call_back_news(event)
    record(AuditAction.MATTER_UNPUBLISHED, by=by, subject=matter)


def _step(said: Said, *, key_hash: str, by: StaffMember) -> MatterStep:
    return MatterStep(
        form_key_hash=key_hash,
        staff_id=by.id,
        state=said.state,
        is_note=said.is_note,
        said_en=said.en,
        said_es=said.es,
        day=said.day or by.agency.today,
        due_on=said.due_on,
        photo=said.photo,
    )


def lock_matter(matter: Matter) -> None:
    """Lock it and read it anew. It has an effect on PostgreSQL alone.

    Raises StaleDataError if a colleague has removed it meanwhile.
    """
    # It flushes first, so that what was changed before in this transaction is not lost.
    of_it = {"of": Matter}
    if not db.session.get(Matter, matter.id, with_for_update=of_it, populate_existing=True):
        raise StaleDataError("the matter is gone")
    db.session.expire(matter, ["steps", "concern_rows"])


def _may_belong(matter: Matter) -> tuple[Any, ...]:
    return counts_for_event(), Event.agency_id == matter.agency_id


def check_may_say(matter: Matter, by: StaffMember) -> None:
    if not may_say(matter, by):
        raise CannotSay


def _check_words(matter: Matter) -> None:
    has_words = matter.asked_en or matter.asked_es or matter.state is not MatterState.HEARD
    if matter.is_published and not has_words:
        # Whatever is read next would write what was set, which the database refuses.
        db.session.expire(matter)
        raise LacksWords
