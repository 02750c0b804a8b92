"""The database schema."""

from coffeecop.engine.examples import FlagKind
from coffeecop.models.agency import Agency, RosterShown, Venue
from coffeecop.models.answer_template import AnswerTemplate
from coffeecop.models.arrival import Arrival, CountedBy
from coffeecop.models.audit import AuditAction, AuditEntry, AuditHead
from coffeecop.models.checklist import ChecklistItem, ChecklistStep, ChecklistTick
from coffeecop.models.community import CommunityShare, ShareKind
from coffeecop.models.concern import Concern
from coffeecop.models.concern_change import ChangeKind, ConcernChange, ConcernChangeItem
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
from coffeecop.models.concern_triage import ConcernNote
from coffeecop.models.contact import Contact
from coffeecop.models.content import increment_content_version
from coffeecop.models.event import Event, EventStatus, Phase
from coffeecop.models.installation import Installation
from coffeecop.models.language import Language
from coffeecop.models.message import Message
from coffeecop.models.outbox import MailKind, OutboxMessage
from coffeecop.models.paper_card import PaperCard
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
    Service,
)
from coffeecop.models.public_record import (
    PublicRecordEntry,
    PublicRecordHead,
    PublicRecordOpening,
    PublicRecordRoot,
    RecordState,
)
from coffeecop.models.public_record_log import record_destruction
from coffeecop.models.referral import Referral, ReferralPartner
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
from coffeecop.models.state_wording import ResidentState, StateWording
from coffeecop.models.suggestions import (
    ConcernFlag,
    ConcernMention,
    ConcernVector,
    MentionKind,
    TopicQuote,
    TopicSuggestion,
)
from coffeecop.models.survey import SurveyAnswer
from coffeecop.models.themes import Theme, ThemeConcern, ThemeStatus
from coffeecop.models.topics import Topic, TopicNote
