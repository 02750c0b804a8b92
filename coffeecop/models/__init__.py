"""The database schema."""

from coffeecop.engine.examples import FlagKind
from coffeecop.models.agency import Agency, RosterShown, Venue
from coffeecop.models.agency_lists import (
    AnswerTemplate,
    CommunityShare,
    Service,
    ShareKind,
    StateWording,
)
from coffeecop.models.attendance import (
    Arrival,
    CountedBy,
    Need,
    Rsvp,
    RsvpNeed,
    RsvpStatus,
    SurveyAnswer,
)
from coffeecop.models.audit import AuditAction, AuditEntry, AuditHead
from coffeecop.models.checklist import ChecklistItem, ChecklistStep, ChecklistTick
from coffeecop.models.concern import Concern
from coffeecop.models.concern_parts import (
    AssignedBy,
    Better,
    ConcernFlag,
    ConcernSource,
    ConcernStatus,
    ConcernTopic,
    Contact,
    FlagAction,
    HiddenFor,
    Kind,
    Message,
    ResidentState,
)
from coffeecop.models.concern_triage import ConcernNote
from coffeecop.models.concern_work import (
    ChangeKind,
    ConcernChange,
    ConcernChangeItem,
    PaperCard,
    Referral,
    ReferralPartner,
    SavedFilter,
)
from coffeecop.models.event import Event, EventStatus, Phase
from coffeecop.models.event_parts import (
    EventSeries,
    RosterEntry,
    RosterLanguage,
    RosterRole,
    SpokenLanguage,
)
from coffeecop.models.installation import Installation, increment_content_version
from coffeecop.models.keys import Language
from coffeecop.models.outbox import MailKind, OutboxMessage
from coffeecop.models.promise import (
    Promise,
    PromiseConcern,
    PromisePhoto,
    PromiseStatus,
    PromiseUpdate,
)
from coffeecop.models.public_answer import (
    AnswerConfirmation,
    PublicAnswer,
    PublicAnswerConcern,
)
from coffeecop.models.public_record import (
    PublicRecordEntry,
    PublicRecordHead,
    PublicRecordOpening,
    PublicRecordRoot,
    RecordState,
)
from coffeecop.models.public_record_log import record_destruction
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
from coffeecop.models.staff_notifications import Alert, DigestDays, StaffNotifications
from coffeecop.models.suggestions import (
    ConcernMention,
    ConcernVector,
    MentionKind,
    TopicQuote,
    TopicSuggestion,
)
from coffeecop.models.themes import Theme, ThemeConcern, ThemeStatus
from coffeecop.models.topic_changes import TopicChange, TopicChangeKind
from coffeecop.models.topics import Topic, TopicNote
