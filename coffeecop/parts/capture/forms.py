from hashlib import sha256
from typing import Any

from flask_babel import lazy_gettext as _l
from wtforms import (
    BooleanField,
    HiddenField,
    SelectChoice,
    SelectField,
    SelectMultipleField,
    StringField,
    TextAreaField,
)
from wtforms.validators import UUID, Length, Optional

from coffeecop.analysis.training_data import guessable, topic_texts
from coffeecop.concerns.arriving import guessed_kind
from coffeecop.engine.detectors.complaint import sounds_like_complaint
from coffeecop.engine.likeliest import likeliest_topics
from coffeecop.models import Concern, ConcernSource, Event, Language, StaffMember, Topic
from coffeecop.models.concern import MOST_PEOPLE
from coffeecop.models.concern.parts import LONGEST_BODY
from coffeecop.models.topics import topics_in_use
from coffeecop.web.fields import (
    YES,
    AsksAboutDetailsMixin,
    AsksAboutOfficerMixin,
    SaidEarlierMixin,
    number_field,
    officer_field,
)
from coffeecop.web.forms import TOO_LONG, IdempotencyKeyMixin, StaffForm, strip
from coffeecop.web.i18n import current_language, localized

NOT_A_NUMBER_OF_PEOPLE = _l("Write a number from %(least)s to %(most)s.", least=1, most=MOST_PEOPLE)


class CaptureForm(
    AsksAboutOfficerMixin, AsksAboutDetailsMixin, SaidEarlierMixin, IdempotencyKeyMixin, StaffForm
):
    """What somebody said to an officer: a note, topics, or both."""

    body = TextAreaField(
        _l("What did you hear?"),
        description=_l("Leave out anything that shows who it was."),
        filters=[strip],
        validators=[Optional(), Length(max=LONGEST_BODY, message=TOO_LONG)],
    )
    topics = SelectMultipleField(_l("What is it about?"), coerce=int, validators=[Optional()])
    for_neighbor = BooleanField(_l("For a neighbor"))
    about_officer = officer_field(_l("About an officer"))
    people = number_field(_l("How many said it"), 1, MOST_PEOPLE, NOT_A_NUMBER_OF_PEOPLE, default=1)
    # Set by a phone that keeps notes until they are sent.
    entry_key = HiddenField(validators=[Optional(), UUID()])
    longest = LONGEST_BODY

    def __init__(self, event: Event, **options: Any) -> None:
        super().__init__(**options)
        self._event = event
        self._topics = topics_in_use(event.agency_id)
        self.topics.choices = [
            SelectChoice(topic.id, localized(topic, "name")) for topic in self._topics
        ]

    @property
    def chosen_topics(self) -> list[Topic]:
        return [topic for topic in self._topics if topic.id in (self.topics.data or ())]

    @property
    def text(self) -> str:
        """Return the note, or the names of the topics if there is none."""
        names = ", ".join(localized(topic, "name") for topic in self.chosen_topics)
        return self.body.data or names

    @property
    def likeliest_topics(self) -> list[int]:
        text = (self.body.data or "")[:LONGEST_BODY]
        return likeliest_topics(text, topic_texts(guessable(self._topics, text)))

    @property
    def said_about_officer(self) -> bool | None:
        # A topic that was tapped tells of nobody.
        return super().said_about_officer if self.body.data else self.about_officer.data == YES

    def validate_about_officer(self, field: StringField) -> None:
        # A phone that kept the note cannot be asked any more.
        if not self.entry_key.data:
            super().validate_about_officer(field)

    @property
    def asks_about_officer(self) -> bool:
        return sounds_like_complaint((self.body.data or "")[:LONGEST_BODY])

    def asks_about_details(self) -> bool:
        # A phone has asked already; a note that it kept is not returned for that.
        return not self.entry_key.data and super().asks_about_details()

    def concern_by(self, member: StaffMember) -> Concern:
        return Concern(
            event=self._event,
            form_key_hash=self._note_key_hash(member),
            body=self.text,
            kind=guessed_kind(self.text),
            phase=self._event.phase_at(self.said_at),
            for_neighbor=self.for_neighbor.data,
            is_complaint=self.said_about_officer,
            people=self.people.data,
            language=current_language(),
            source=ConcernSource.CAPTURE,
            entered_by_id=member.id,
        )

    def _note_key_hash(self, member: StaffMember) -> str:
        """Return the idempotency key: of the note on the phone, else of the form."""
        scope = ("capture", str(self._event.id), str(member.id))
        if not self.entry_key.data:
            return self.key_hash(*scope)
        return sha256("\0".join([*scope, self.entry_key.data]).encode()).hexdigest()

    def validate(self, extra_validators: Any = None) -> bool:
        if not super().validate(extra_validators):
            return False
        if not (self.body.data or self.topics.data):
            self.body.errors = [_l("Write a note, or tap a topic.")]
            return False
        return True


class ReceiptForm(StaffForm):
    language = SelectField(
        choices=list(Language),
        default=Language.ENGLISH,
        validate_choice=False,
        filters=[lambda value: Language(value) if value in list(Language) else Language.ENGLISH],
    )
