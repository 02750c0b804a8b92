from collections.abc import Sequence
from typing import Any

from flask import current_app
from flask_babel import lazy_gettext as _l
from wtforms import (
    BooleanField,
    RadioField,
    SelectChoice,
    SelectMultipleField,
    StringField,
    SubmitField,
)
from wtforms.validators import Length, Optional

from coffeecop.models import Event, Kind, Topic
from coffeecop.models.message import LONGEST_BODY
from coffeecop.models.topic import topics_in_use
from coffeecop.public.forms.concern_notes import Notes, find_notes, redact
from coffeecop.web.forms import PublicForm, body_field, email_address, phone_number, strip
from coffeecop.web.i18n import localized

KINDS = [
    SelectChoice(Kind.CONCERN, _l("A concern")),
    SelectChoice(Kind.QUESTION, _l("A question")),
    SelectChoice(Kind.IDEA, _l("An idea")),
    SelectChoice(Kind.THANKS, _l("Thanks")),
]


# Used when SMTP_URL is set; otherwise no e-mail is promised.
CONTACT_WITH_MAIL = _l(
    "Only for an answer: if you ask for one above, we e-mail you when it is there. "
    "It is kept apart from your words: staff must give a reason to open it, "
    "and we record each time they do."
)


class ConcernForm(PublicForm):
    body = body_field(
        _l("What is on your mind?"),
        _l("Write a few words first."),
        _l(
            "As you write, we look for signs of danger and for personal details. "
            "We keep nothing until you send it."
        ),
    )
    kind = RadioField(_l("This is"), choices=KINDS, coerce=Kind, default=Kind.CONCERN)
    topics = SelectMultipleField(_l("What is it about?"), coerce=int, validators=[Optional()])
    talk = BooleanField(_l("I'd like to talk about it at the event"))
    answer = BooleanField(_l("Answer me"))
    about_officer = BooleanField(_l("It's about an officer. Only complaint staff should read it."))
    place = StringField(
        _l("Where is it?"),
        description=_l("Words, such as a street or a park. Leave out your own address."),
        filters=[strip],
        validators=[Optional(), Length(max=120, message=_l("Keep it under 120 letters."))],
    )
    for_neighbor = BooleanField(_l("I am asking for a neighbor"))
    contact = StringField(
        _l("E-mail or phone"),
        description=_l(
            "Only for an answer. It is kept apart from your words: staff must give a reason to "
            "open it, and we record each time they do."
        ),
        filters=[strip],
        validators=[Optional(), Length(max=254)],
    )
    # Notes displayed before, and the personal details selected for removal.
    seen = SelectMultipleField(validate_choice=False)
    take_out = SelectMultipleField(validate_choice=False)
    take_out_now = SubmitField()

    def __init__(self, *, topics: Sequence[Topic], **options: Any) -> None:
        super().__init__(**options)
        if current_app.config["SMTP_URL"]:
            self.contact.description = CONTACT_WITH_MAIL
        # Set by validation: {"email": …}, {"phone": …} or empty.
        self.contact_fields: dict[str, str] = {}
        self.notes = Notes()
        self.topics.choices = [SelectChoice(topic.id, localized(topic, "name")) for topic in topics]

    def find_notes(self) -> Notes:
        """Set and return the notes on the body, cut at the longest that can be stored."""
        text = (self.body.data or "")[:LONGEST_BODY]
        self.notes = find_notes(text, seen=self.seen.data or (), chosen=self.take_out.data or ())
        return self.notes

    def remove_details(self) -> None:
        """Remove the personal details that are selected, and set the notes on what remains."""
        self.body.data = redact(self.body.data or "", self.take_out.data or ())
        self.find_notes()

    def validate_contact(self, field: StringField) -> None:
        if "@" in field.data:
            self.contact_fields = {"email": email_address(field.data)}
        else:
            self.contact_fields = {"phone": phone_number(field.data)}


def new_concern_form(event: Event) -> ConcernForm:
    return ConcernForm(topics=topics_in_use(event.agency_id), formdata=None)
