"""The database schema."""

from coffeecop.engine.examples import FlagKind, FlagLevel
from coffeecop.engine.kinds import Kind
from coffeecop.engine.spoken_languages import SpokenLanguage
from coffeecop.models.agency import Agency, CommunityShare, RosterShown, Service, ShareKind, Venue
from coffeecop.models.audit import AuditEntry, AuditHead
from coffeecop.models.audit_actions import AuditAction
from coffeecop.models.checklist import ChecklistItem, ChecklistStep, ChecklistTick
from coffeecop.models.concern import Concern
from coffeecop.models.concern.parts import (
    AssignedBy,
    Better,
    ConcernFlag,
    ConcernNote,
    ConcernSource,
    ConcernState,
    ConcernTopic,
    FlagAction,
    HiddenFor,
    Message,
    ResidentState,
)
from coffeecop.models.concern.work import (
    AnswerTemplate,
    ChangeKind,
    ConcernChange,
    ConcernChangeItem,
    StateWording,
)
from coffeecop.models.event import Event, EventStatus, IsOver, NotPublished, Phase
from coffeecop.models.event.attendance import (
    Arrival,
    CountedBy,
    Need,
    Rsvp,
    RsvpNeed,
    RsvpStatus,
    SurveyAnswer,
)
from coffeecop.models.event.parts import (
    BriefedOn,
    Contact,
    EventLine,
    EventSeries,
    RosterEntry,
    RosterLanguage,
    RosterRole,
)
from coffeecop.models.installation import ConfirmedMailbox, ContentVersion, Installation, SignInTry
from coffeecop.models.keys import Language
from coffeecop.models.mail import Alert, DigestDays, MailKind, OutboxMessage, StaffNotifications
from coffeecop.models.matters import (
    Matter,
    MatterConcern,
    MatterConfirmation,
    MatterPhoto,
    MatterState,
    MatterStep,
)
from coffeecop.models.staff import (
    Browser,
    Device,
    RecoveryCode,
    Role,
    StaffLink,
    StaffMember,
    StaffRole,
    StaffSession,
)
from coffeecop.models.suggestions import ConcernMention, ConcernVector, MentionKind, TopicSuggestion
from coffeecop.models.topics import Topic
