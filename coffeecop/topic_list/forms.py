from collections.abc import Iterable, Sequence
from typing import Any

from flask_babel import gettext as _
from flask_babel import lazy_gettext as _l
from flask_babel import ngettext
from wtforms import (
    BooleanField,
    FieldList,
    Form,
    FormField,
    HiddenField,
    SelectChoice,
    SelectField,
    SelectMultipleField,
    StringField,
    TextAreaField,
)
from wtforms.validators import DataRequired, InputRequired, Length, ValidationError

from coffeecop.forms import StaffForm, strip
from coffeecop.i18n import localized
from coffeecop.models import Topic
from coffeecop.topic_list.wording import (
    LONGEST_DESCRIPTION,
    LONGEST_KEYWORD,
    LONGEST_NAME,
    MOST_KEYWORDS,
    Wording,
    folded,
    joined,
    lines,
    repeated,
)

FEWEST_PARTS = 2
MOST_PARTS = 5
TOO_LONG = _l("Use at most %(max)d characters.")


def check_keywords(form: Form, field: TextAreaField) -> None:
    keywords = lines(field.data)
    if len(keywords) > MOST_KEYWORDS:
        raise ValidationError(_("Write at most %(most)s keywords.", most=MOST_KEYWORDS))
    for keyword in keywords:
        if len(keyword) > LONGEST_KEYWORD:
            raise ValidationError(
                _("A keyword has at most %(most)s letters: “%(keyword)s”")
                % {"most": LONGEST_KEYWORD, "keyword": keyword}
            )
        if not any(letter.isalnum() for letter in keyword):
            raise ValidationError(
                _("A keyword needs a letter or a number: “%(keyword)s”", keyword=keyword)
            )
    again = repeated(keywords)
    if again:
        raise ValidationError(
            ngettext(
                "This is there already. Capitals and accents make no difference: %(keywords)s",
                "These are there already. Capitals and accents make no difference: %(keywords)s",
                len(again),
                keywords=", ".join(again),
            )
        )


def keywords_field(label: object) -> TextAreaField:
    return TextAreaField(
        label,
        description=_l("One a line: a word, or a few that stand together."),
        validators=[check_keywords],
    )


class NamesAndKeywords:
    name_en = StringField(
        _l("Name in English"),
        filters=[strip],
        validators=[
            DataRequired(_l("Write a name in English.")),
            Length(max=LONGEST_NAME, message=TOO_LONG),
        ],
    )
    name_es = StringField(
        _l("Name in Spanish"),
        filters=[strip],
        validators=[
            DataRequired(_l("Write a name in Spanish.")),
            Length(max=LONGEST_NAME, message=TOO_LONG),
        ],
    )
    keywords_en = keywords_field(_l("Keywords in English"))
    keywords_es = keywords_field(_l("Keywords in Spanish"))


def description_field(label: object) -> TextAreaField:
    return TextAreaField(
        label,
        filters=[strip],
        validators=[Length(max=LONGEST_DESCRIPTION, message=TOO_LONG)],
    )


def suggestions_field(label: object) -> SelectMultipleField:
    return SelectMultipleField(label, coerce=str, validate_choice=False)


class SeenForm(StaffForm):
    """What changes a topic, unless the topic has changed since the form was made."""

    seen = HiddenField()


class TopicForm(NamesAndKeywords, SeenForm):
    description_en = description_field(_l("What it covers, in English"))
    description_es = description_field(_l("What it covers, in Spanish"))
    add_en = suggestions_field(_l("From texts that people sorted here: add these in English"))
    add_es = suggestions_field(_l("From texts that people sorted here: add these in Spanish"))

    # What was offered when the form was made: to look for it again would take a while.
    offered_en = HiddenField()
    offered_es = HiddenField()

    def __init__(self, **values: Any) -> None:
        super().__init__(**values)
        for box, offered, ticks in self._suggestions:
            ticked = {folded(keyword) for keyword in ticks.data or ()}
            # One that is in the box stays only where its tick can take it out again.
            written = {folded(keyword) for keyword in lines(box.data)} - ticked
            ticks.choices = [each for each in lines(offered.data) if folded(each) not in written]

    @property
    def _suggestions(self) -> tuple[tuple[TextAreaField, HiddenField, SelectMultipleField], ...]:
        return (
            (self.keywords_en, self.offered_en, self.add_en),
            (self.keywords_es, self.offered_es, self.add_es),
        )

    @property
    def wording(self) -> Wording:
        return Wording(
            name_en=self.name_en.data,
            name_es=self.name_es.data,
            description_en=self.description_en.data or "",
            description_es=self.description_es.data or "",
            keywords_en=joined(lines(self.keywords_en.data), self._added(self.add_en)),
            keywords_es=joined(lines(self.keywords_es.data), self._added(self.add_es)),
        )

    def _added(self, ticks: SelectMultipleField) -> list[str]:
        return [each for each in ticks.data or () if each in ticks.choices]

    def validate_offered_en(self, field: HiddenField) -> None:
        check_keywords(self, field)

    def validate_offered_es(self, field: HiddenField) -> None:
        check_keywords(self, field)


def as_typed(wording: Wording) -> dict[str, str]:
    """Return a wording as the boxes of a form show it."""
    return {
        "name_en": wording.name_en,
        "name_es": wording.name_es,
        "description_en": wording.description_en,
        "description_es": wording.description_es,
        "keywords_en": "\n".join(wording.keywords_en),
        "keywords_es": "\n".join(wording.keywords_es),
    }


class MergeForm(SeenForm):
    into = SelectField(
        _l("Merge into"),
        coerce=lambda value: int(value) if str(value).isdecimal() else None,
        validators=[InputRequired(_l("Choose a topic."))],
        validate_choice=False,
    )
    takes_keywords = BooleanField(
        _l("Add its keywords to the other topic"),
        description=_l("Without them, texts that have only these words may end without a topic."),
        default=True,
    )

    def __init__(self, *, others: Sequence[Topic], **values: Any) -> None:
        super().__init__(**values)
        self.into.choices = [
            SelectChoice("", _("Choose a topic")),
            *(SelectChoice(topic.id, localized(topic, "name")) for topic in others),
        ]
        self._others = {topic.id: topic for topic in others}

    @property
    def target(self) -> Topic | None:
        return self._others.get(self.into.data)

    def validate_into(self, field: SelectField) -> None:
        if self.target is None:
            raise ValidationError(_("Choose a topic."))


class PartForm(NamesAndKeywords, Form):  # type: ignore[misc]
    """One of the topics that another is split into; left blank, it is none."""

    @property
    def is_blank(self) -> bool:
        return not any(lines(field.data) for field in self)

    @property
    def wording(self) -> Wording:
        return Wording(
            name_en=self.name_en.data,
            name_es=self.name_es.data,
            keywords_en=lines(self.keywords_en.data),
            keywords_es=lines(self.keywords_es.data),
        )

    def validate(self, extra_validators: Any = None) -> bool:
        return self.is_blank or bool(super().validate(extra_validators))


class PartsField(FieldList):  # type: ignore[misc]
    def _extract_indices(self, prefix: str, formdata: Any) -> Iterable[int]:
        # Not every number that was sent, and no gaps.
        sent = [part for part in range(MOST_PARTS) if f"{prefix}-{part}-name_en" in formdata]
        return range(max(sent, default=-1) + 1)


class SplitForm(SeenForm):
    parts = PartsField(FormField(PartForm), _l("New topics"))

    def __init__(self, **values: Any) -> None:
        super().__init__(**values)
        # One to spare, while there is room.
        while len(self.parts) < FEWEST_PARTS or (
            len(self.parts) < MOST_PARTS and not self.parts[-1].form.is_blank
        ):
            self.parts.append_entry()

    @property
    def used(self) -> list[PartForm]:
        return [part.form for part in self.parts if not part.form.is_blank]

    @property
    def wordings(self) -> list[Wording]:
        return [part.wording for part in self.used]

    def mark(self, place: int, fields: Sequence[str], message: str) -> None:
        """Say that something is wrong with one of the new topics."""
        for name in fields:
            self.used[place][name].errors = [message]
        self.parts.errors = [part.errors for part in self.parts]

    def validate_parts(self, field: PartsField) -> None:
        if len(self.used) < FEWEST_PARTS:
            message = _("Name two new topics or more.")
            self.form_errors.append(message)
            raise ValidationError(message)


class OrderForm(StaffForm):
    up = HiddenField()
    down = HiddenField()


class SortingForm(StaffForm):
    # None of the new ones: it only leaves the old one.
    topic = SelectField(
        coerce=lambda value: int(value) if str(value).isdecimal() else None, validate_choice=False
    )
