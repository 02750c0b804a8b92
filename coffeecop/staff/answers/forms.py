from collections.abc import Sequence
from typing import Any

from flask_babel import gettext as _
from flask_babel import lazy_gettext as _l
from wtforms import HiddenField, SelectChoice, SelectField, StringField, SubmitField, TextAreaField
from wtforms.validators import Length

from coffeecop.models import Topic
from coffeecop.models.answers import LONGEST_QUESTION, TEXTS
from coffeecop.models.concern.parts import LONGEST_BODY
from coffeecop.staff.answers.queries import MOST_SOURCES
from coffeecop.staff.concern_list.picks import parse_ids
from coffeecop.web.forms import (
    SPANISH_LATER,
    TOO_LONG,
    IdempotencyKeyMixin,
    VersionForm,
    keep_paragraphs,
    strip,
)
from coffeecop.web.i18n import localized


def question_field(label: Any, description: Any = "") -> StringField:
    return StringField(
        label,
        description=description,
        filters=[strip],
        # Not Optional, which the label would say: one of the two is needed.
        validators=[Length(max=LONGEST_QUESTION, message=TOO_LONG)],
    )


def answer_field(label: Any) -> TextAreaField:
    return TextAreaField(
        label, filters=[keep_paragraphs], validators=[Length(max=LONGEST_BODY, message=TOO_LONG)]
    )


class AnswerForm(IdempotencyKeyMixin, VersionForm):
    """A public answer in one language or both; in a draft, the question alone is enough."""

    question_en = question_field(_l("Question in English"))
    question_es = question_field(_l("Question in Spanish"), SPANISH_LATER)
    answer_en = answer_field(_l("Answer in English"))
    answer_es = answer_field(_l("Answer in Spanish"))
    topic = SelectField(
        _l("Topic"), coerce=lambda value: int(value) if str(value).isdecimal() else None
    )
    # The ids of the concerns that asked it, as in 7-5-2.
    concerns = HiddenField()
    publish = SubmitField()

    def __init__(self, *, topics: Sequence[Topic], is_published: bool, **values: Any) -> None:
        super().__init__(**values)
        self.topic.choices = [
            SelectChoice("", _l("No topic")),
            *(SelectChoice(topic.id, localized(topic, "name")) for topic in topics),
        ]
        self._is_published = is_published

    @property
    def concern_ids(self) -> tuple[int, ...]:
        return parse_ids(self.concerns.data or "")[:MOST_SOURCES]

    @property
    def content(self) -> dict[str, Any]:
        """Return what is typed, by the names of the answer's columns."""
        return {"topic_id": self.topic.data, **{name: self[name].data for name in TEXTS}}

    def validate(self, extra_validators: Any = None) -> bool:
        is_valid = super().validate(extra_validators)
        pairs = (self.question_en, self.answer_en), (self.question_es, self.answer_es)
        if not (self.question_en.data or self.question_es.data):
            self.question_en.errors = [_("Write the question in one language at least.")]
            is_valid = False
        elif self.publish.data or self._is_published:
            for question, answer in pairs:
                if bool(question.data) != bool(answer.data):
                    missing = answer if question.data else question
                    missing.errors = [_("Write the question and the answer, or neither.")]
                    is_valid = False
        return is_valid
