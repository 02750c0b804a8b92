"""The whole schema."""

from coffeecop.models.agency import Agency, Installation, Venue
from coffeecop.models.audit import AuditAction, AuditEntry
from coffeecop.models.concern import (
    AssignedBy,
    Concern,
    ConcernStatus,
    ConcernTopic,
    Kind,
    Outcome,
)
from coffeecop.models.contact import Contact
from coffeecop.models.content import content_has_changed
from coffeecop.models.event import (
    Event,
    EventStatus,
    Phase,
    RosterEntry,
    RosterLanguage,
)
from coffeecop.models.language import Language
from coffeecop.models.outbox import OutboxMessage
from coffeecop.models.rsvp import Need, Rsvp, RsvpNeed, RsvpStatus
from coffeecop.models.staff import Role, StaffLink, StaffMember, StaffRole, StaffSession
from coffeecop.models.topic import Topic

__all__ = [
    "Agency",
    "AssignedBy",
    "AuditAction",
    "AuditEntry",
    "Concern",
    "ConcernStatus",
    "ConcernTopic",
    "Contact",
    "Event",
    "EventStatus",
    "Installation",
    "Kind",
    "Language",
    "Need",
    "Outcome",
    "OutboxMessage",
    "Phase",
    "Role",
    "RosterEntry",
    "RosterLanguage",
    "Rsvp",
    "RsvpNeed",
    "RsvpStatus",
    "StaffLink",
    "StaffMember",
    "StaffRole",
    "StaffSession",
    "Topic",
    "Venue",
    "content_has_changed",
]
