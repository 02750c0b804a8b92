"""What staff decide about a promise, and who of them may."""

from dataclasses import dataclass
from datetime import date
from typing import Self

from coffeecop.models import Promise, Role, StaffMember
from coffeecop.models.conflicts import Snapshot


@dataclass(frozen=True)
class PromisePlan(Snapshot):
    what: str
    due_on: date
    owner_id: int
    deputy_id: int | None
    venue_id: int
    event_id: int | None
    topic_id: int | None
    public_en: str | None
    public_es: str | None
    is_public: bool

    @classmethod
    def of(cls, promise: Promise) -> Self:
        return cls(
            what=promise.what,
            due_on=promise.due_on,
            owner_id=promise.owner_id,
            deputy_id=promise.deputy_id,
            venue_id=promise.venue_id,
            event_id=promise.event_id,
            topic_id=promise.topic_id,
            public_en=promise.public_en,
            public_es=promise.public_es,
            is_public=promise.is_published,
        )


def may_publish(member: StaffMember) -> bool:
    """Return whether this person decides what the public reads."""
    return member.has_any(Role.ORGANIZER, Role.ADMIN)


def may_change(promise: Promise, member: StaffMember) -> bool:
    """Return whether it is this person's, or they run the department's events."""
    return may_publish(member) or member.id in (promise.owner_id, promise.deputy_id)
