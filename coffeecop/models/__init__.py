"""The database schema."""

from coffeecop.engine.examples import FlagKind
from coffeecop.models.agency import Agency, RosterShown, Venue
from coffeecop.models.arrival import Arrival, CountedBy
from coffeecop.models.audit import AuditAction, AuditEntry, AuditHead
from coffeecop.models.checklist import ChecklistItem, ChecklistStep, ChecklistTick
from coffeecop.models.concern import Concern
from coffeecop.models.concern_enums import (
    AssignedBy,
    Better,
    ConcernSource,
    ConcernStatus,
    FlagAction,
    HiddenFor,
    Kind,
)
from coffeecop.models.concern_topic import ConcernTopic
from coffeecop.models.contact import Contact
from coffeecop.models.content import increment_content_version
from coffeecop.models.event import Event, EventStatus, Phase
from coffeecop.models.installation import Installation
from coffeecop.models.language import Language
from coffeecop.models.message import Message
from coffeecop.models.outbox import MailKind, OutboxMessage
from coffeecop.models.paper_card import PaperCard
from coffeecop.models.roster import RosterEntry, RosterLanguage, RosterRole, SpokenLanguage
from coffeecop.models.rsvp import Need, Rsvp, RsvpNeed, RsvpStatus
from coffeecop.models.saved_filter import SavedFilter
from coffeecop.models.second_factor import RecoveryCode
from coffeecop.models.series import EventSeries
from coffeecop.models.staff import (
    Browser,
    Device,
    Role,
    StaffLink,
    StaffMember,
    StaffRole,
    StaffSession,
)
from coffeecop.models.staff_notifications import Alert, DigestDays, StaffNotifications
from coffeecop.models.suggestion import (
    ConcernFlag,
    ConcernMention,
    ConcernVector,
    MentionKind,
    TopicQuote,
    TopicSuggestion,
)
from coffeecop.models.survey import SurveyAnswer
from coffeecop.models.theme import Theme, ThemeConcern, ThemeStatus
from coffeecop.models.topic import Topic
from coffeecop.models.topic_note import TopicNote
