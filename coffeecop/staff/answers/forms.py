from collections.abc import Iterable, Sequence
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
from coffeecop.web.forms import TOO_LONG, IdempotencyKeyMixin, VersionForm, keep_paragraphs, strip
from coffeecop.web.i18n import localized


def question_field(label: Any) -> StringField:
    return StringField(
        label,
        filters=[strip],
        # Not Optional, which the label would say: to publish it takes both languages.
        validators=[Length(max=LONGEST_QUESTION, message=TOO_LONG)],
    )


def answer_field(label: Any) -> TextAreaField:
    return TextAreaField(
        label, filters=[keep_paragraphs], validators=[Length(max=LONGEST_BODY, message=TOO_LONG)]
    )


class AnswerForm(IdempotencyKeyMixin, VersionForm):
    """A public answer: a draft in one language or both, or published in both."""

    question_en = question_field(_l("Question in English"))
    question_es = question_field(_l("Question in Spanish"))
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
        if self.publish.data or self._is_published:
            missing = self._missing(TEXTS)
            for name in missing:
                self[name].errors = [_("Residents read it in both languages. Write this one too.")]
            return is_valid and not missing
        if len(self._missing(TEXTS[:2])) == 2:
            self.question_en.errors = [_("Write the question in one language at least.")]
            return False
        return is_valid

    def _missing(self, names: Iterable[str]) -> list[str]:
        return [name for name in names if not self[name].data]
