from collections.abc import Sequence
from dataclasses import replace
from typing import Any

from flask import current_app, request
from flask_babel import lazy_gettext as _l
from flask_babel.speaklater import LazyString
from wtforms import (
    BooleanField,
    HiddenField,
    SelectChoice,
    SelectMultipleField,
    StringField,
    SubmitField,
)
from wtforms.validators import Length, Optional, ValidationError

from coffeecop.analysis.training_data import guessable, topic_texts
from coffeecop.concerns.arriving import guessed_kind
from coffeecop.engine.detectors.emergency import dangers_in
from coffeecop.engine.detectors.personal import Personal
from coffeecop.engine.likeliest import likeliest_topics, sure_topics
from coffeecop.models import Event, Kind, Topic
from coffeecop.models.concern.parts import LONGEST_BODY
from coffeecop.models.topics import topics_in_use
from coffeecop.parts import sections_at
from coffeecop.parts.links import Spot
from coffeecop.public.forms.concern_notes import COMPLAINT, Notes, find_notes, redact
from coffeecop.public.forms.rsvp import WANTS_NEWS
from coffeecop.web.forms import (
    PublicForm,
    body_field,
    email_address,
    optional_line,
    phone_number,
    strip,
)
from coffeecop.web.i18n import localized
from coffeecop.web.mail_addresses import AsksAboutSlips, likely_slip

# Behind "More", the likeliest.
MORE_TOPICS = 6
# What the button sends that shows the officer's page with what was typed.
TO_OFFICER_PAGE = "page"


class ConcernForm(AsksAboutSlips, PublicForm):
    body = body_field(_l("What's on your mind?"), _l("Write a few words first."), "")
    topics = SelectMultipleField(_l("Is it about…"), coerce=int, validators=[Optional()])
    talk = BooleanField(_l("I'd like to talk about it at the event"))
    answer = BooleanField(_l("I'd like an answer"))
    about_officer = BooleanField()
    place = optional_line(_l("A street or a park"), most=120)
    for_neighbor = BooleanField(_l("I'm asking for a neighbor"))
    contact = StringField(
        _l("E-mail or phone"),
        description=_l("For your answer. Kept apart from your words."),
        filters=[strip],
        validators=[Optional(), Length(max=254)],
    )
    wants_news = BooleanField(WANTS_NEWS)
    # Notes displayed before, and the personal details selected for removal.
    seen = SelectMultipleField(validate_choice=False)
    redact = SelectMultipleField(validate_choice=False)
    redact_now = SubmitField()
    # Set once the form was shown again with its notes.
    was_stopped = HiddenField()

    def __init__(
        self, event: Event, *, topics: Sequence[Topic] | None = None, **options: Any
    ) -> None:
        super().__init__(**options)
        self.event = event
        # Set by validation: {"email": …}, {"phone": …} or empty.
        self.contact_fields: dict[str, Any] = {}
        self.notes = Notes()
        self._topics = topics_in_use(event.agency_id) if topics is None else topics
        if not current_app.config["SMTP_URL"]:
            # An e-mail address would lead nowhere.
            self.contact.label.text = _l("Phone")
        self.topics.choices = [
            SelectChoice(each.id, localized(each, "name")) for each in self._topics
        ]

    def find_notes(self) -> Notes:
        """Set and return the notes on the body, cut at the longest that can be stored."""
        text = (self.body.data or "")[:LONGEST_BODY]
        seen = list(self.seen.data or ())
        # Whoever has said that it is about an officer is not asked.
        if self.about_officer.data:
            seen.append(COMPLAINT)
        keeps_officer = self.about_officer.data or self.kind is Kind.THANKS
        self.notes = find_notes(
            text, seen=seen, chosen=self.redact.data or (), keeps_officer=keeps_officer
        )
        return self.notes

    def why_again(self) -> dict[str, Any] | None:
        """Return what to say when the form is shown again with its notes; None if it may go."""
        if self.redact_now.data:
            redacted = self.remove_details()
            return {"redacted": redacted, "stopped": not redacted}
        notes = self.find_notes()
        if not self.validate_on_submit():
            return {}
        # Not an error, and never twice: the form sent again is accepted.
        return {"stopped": True} if notes.has_new and not self.was_stopped.data else None

    @property
    def said_about_officer(self) -> bool | None:
        """Return whether it is about an officer; None: the resident did not say."""
        return bool(self.about_officer.data) if self.about_officer.raw_data else None

    def loaded_sections(self) -> list[tuple[str, Any]]:
        """Return what parts load into it while a resident writes: templates with their places."""
        return [*sections_at(Spot.WRITING, self.event.agency, self.event).items()]

    @property
    def is_danger(self) -> bool:
        """Return whether the text may tell of danger: then nobody is asked for a topic."""
        return bool(dangers_in((self.body.data or "")[:LONGEST_BODY]))

    @property
    def topic_choices(self) -> tuple[list[Any], list[Any]]:
        """Return the topics to show first, those chosen or else sure ones, and the next likeliest.

        None before there is a text. Where the computer guesses none, the others are all.
        """
        others = {choice[0]: choice for choice in self.topics.iter_choices()}
        text, chosen = (self.body.data or "")[:LONGEST_BODY], self.topics.data or ()
        if not text or self.is_danger:
            return [], []
        first = [number for number in others if number in chosen]
        likeliest = [*others]
        if current_app.config["SORT_TEXTS"]:
            texts = topic_texts(guessable(self._topics, text))
            first = first or sure_topics(text, texts)
            ranked = likeliest_topics(text, texts, len(others))
            likeliest = list(dict.fromkeys([*ranked, *others]))[: len(first) + MORE_TOPICS]
        return (
            [others[number] for number in first],
            [others[number] for number in likeliest if number not in first],
        )

    @property
    def wants_answer(self) -> bool:
        """Return whether they want one: who leaves an address for nothing else does."""
        return bool(self.answer.data or (self.contact_fields and not self.wants_news.data))

    @property
    def kind(self) -> Kind:
        return guessed_kind((self.body.data or "")[:LONGEST_BODY])

    def remove_details(self) -> list[Personal]:
        """Remove the details that are selected; return their kinds. Sets the notes on the rest."""
        listed = {detail.words: detail.kind for detail in self.find_notes().details}
        chosen = {words: listed[words] for words in self.redact.data or () if words in listed}
        self.body.data = redact(self.body.data or "", chosen)
        self.find_notes()
        return list(dict.fromkeys(chosen.values()))

    def validate_contact(self, field: StringField) -> None:
        try:
            if "@" in field.data or likely_slip(field.data):
                email = email_address(self.address_meant(field.data))
                self.contact_fields = {"email": email, "wants_news": self.wants_news.data}
            else:
                self.contact_fields = {"phone": phone_number(field.data)}
        except ValidationError:
            if self.suggested_address:
                raise
            raise ValidationError(self.contact_wanted) from None

    @property
    def contact_wanted(self) -> LazyString:
        if current_app.config["SMTP_URL"]:
            return _l("Write an e-mail address, or a phone number with its area code.")
        return _l("Write a phone number with its area code.")


class OfficerForm(ConcernForm):
    """For the page that is about an officer: no topics, and no question."""

    answer = BooleanField(_l("I want to know what came of it"), default=True)

    def __init__(self, event: Event, **options: Any) -> None:
        super().__init__(event, topics=(), **options)
        # The button that led here is "Yes, about an officer" on the form for everything.
        self.has_just_come = (self.about_officer.raw_data or [])[:1] == [TO_OFFICER_PAGE]
        self.about_officer.data, self.about_officer.raw_data = True, ["y"]
        self.topics.data = []
        if self.has_just_come:
            self.answer.data = True

    def why_again(self) -> dict[str, Any] | None:
        if self.has_just_come:
            self.find_notes()
            return {}
        return super().why_again()

    def find_notes(self) -> Notes:
        self.notes = replace(super().find_notes(), sounds_like_complaint=False)
        return self.notes


def says_about_officer() -> bool:
    return bool(request.form.get("about_officer"))
