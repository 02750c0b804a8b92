from collections.abc import Sequence
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

from coffeecop.concerns.arriving import guessed_kind
from coffeecop.engine.detectors.complaint import sounds_like_complaint
from coffeecop.models import Kind, Language, Topic
from coffeecop.models.concern import MOST_PEOPLE
from coffeecop.models.concern.parts import LONGEST_BODY
from coffeecop.web.fields import (
    YES,
    AsksAboutDetailsMixin,
    AsksAboutOfficerMixin,
    SaidEarlierMixin,
    number_field,
    officer_field,
)
from coffeecop.web.forms import TOO_LONG, IdempotencyKeyMixin, StaffForm, strip
from coffeecop.web.i18n import localized

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

    def __init__(self, *, topics: Sequence[Topic], **options: Any) -> None:
        super().__init__(**options)
        self._topics = topics
        self.topics.choices = [SelectChoice(topic.id, localized(topic, "name")) for topic in topics]

    @property
    def chosen_topics(self) -> list[Topic]:
        return [topic for topic in self._topics if topic.id in (self.topics.data or ())]

    @property
    def text(self) -> str:
        """Return the note, or the names of the topics if there is none."""
        names = ", ".join(localized(topic, "name") for topic in self.chosen_topics)
        return self.body.data or names

    @property
    def kind(self) -> Kind:
        return guessed_kind(self.text)

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

    def note_key_hash(self, event_id: int, staff_id: int) -> str:
        """Return the idempotency key: of the note on the phone, else of the form."""
        scope = ("capture", str(event_id), str(staff_id))
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
