from collections.abc import Sequence
from dataclasses import replace
from typing import Any, Self

from flask import g
from flask_babel import gettext as _
from flask_babel import lazy_gettext as _l
from flask_babel import ngettext
from wtforms import (
    BooleanField,
    Form,
    FormField,
    HiddenField,
    SelectField,
    SelectMultipleField,
    TextAreaField,
)
from wtforms.validators import InputRequired, Length, ValidationError

from coffeecop.engine.text import fold_line
from coffeecop.models import Language, Topic
from coffeecop.models.keys import ChangedByColleague
from coffeecop.models.topics import (
    LONGEST_DESCRIPTION,
    LONGEST_KEYWORD,
    LONGEST_NAME,
    LONGEST_NOTE,
    MOST_KEYWORDS,
    NameTaken,
    Wording,
    duplicates,
    merge_keywords,
    split_lines,
)
from coffeecop.staff.concern_list.picks import MOST_PICKED, parse_ids
from coffeecop.staff.topics.queries import others_in_use
from coffeecop.web.fields import RowField, text_box
from coffeecop.web.forms import TOO_LONG, NumberedRows, StaffForm, VersionForm, strip
from coffeecop.web.i18n import localized
from coffeecop.web.list_forms import NamedForm, PlaceField, name_fields

# What OperationForm.with_refusal says in a form.
REFUSALS = (ChangedByColleague, NameTaken)
FEWEST_PARTS = 2
MOST_PARTS = 5


def final_field() -> BooleanField:
    return BooleanField(
        _l("I know that this cannot be undone"),
        validators=[InputRequired(_l("Check this box to go on. It cannot be undone."))],
    )


def suggestions_field(label: object) -> SelectMultipleField:
    return SelectMultipleField(label, coerce=str, validate_choice=False)


def description_field(label: Any) -> TextAreaField:
    return TextAreaField(
        label,
        filters=[strip],
        validators=[Length(max=LONGEST_DESCRIPTION, message=TOO_LONG)],
        description=_l(
            "Five sentences or more, as people would write them, one on each line. The computer "
            "learns from them."
        ),
    )


def keywords_field(label: Any) -> TextAreaField:
    return TextAreaField(
        label,
        description=_l("One a line: a word, or a few that stand together."),
        validators=[check_keywords],
    )


def check_keywords(form: Form, field: TextAreaField) -> None:
    keywords = split_lines(field.data)
    if len(keywords) > MOST_KEYWORDS:
        raise ValidationError(_("Write at most %(most)s keywords.", most=MOST_KEYWORDS))
    for keyword in keywords:
        _check_keyword(keyword)
    duplicate_keywords = duplicates(keywords)
    if duplicate_keywords:
        raise ValidationError(
            ngettext(
                "This is there already. Capitals and accents do not matter: %(keywords)s",
                "These are there already. Capitals and accents do not matter: %(keywords)s",
                len(duplicate_keywords),
                keywords=", ".join(duplicate_keywords),
            )
        )


def _check_keyword(keyword: str) -> None:
    if len(keyword) > LONGEST_KEYWORD:
        raise ValidationError(
            _("A keyword has at most %(most)s letters: “%(keyword)s”")
            % {"most": LONGEST_KEYWORD, "keyword": keyword}
        )
    if not any(letter.isalnum() for letter in keyword):
        raise ValidationError(
            _("A keyword needs a letter or a number: “%(keyword)s”", keyword=keyword)
        )


class NamesAndKeywords(NamedForm, Form):  # type: ignore[misc]
    name_en, name_es = name_fields(LONGEST_NAME)
    keywords_en = keywords_field(_l("Keywords in English"))
    keywords_es = keywords_field(_l("Keywords in Spanish"))

    @property
    def wording(self) -> Wording:
        return Wording(
            **self.names,
            keywords_en=split_lines(self.keywords_en.data),
            keywords_es=split_lines(self.keywords_es.data),
        )

    def add_name_errors(self, fields: Sequence[str], place: int = 0) -> None:
        for name in fields:
            self[name].errors = [_("Another topic has this name.")]


class OperationForm(VersionForm):
    def __init__(self, topic: Topic | None = None, **values: Any) -> None:
        super().__init__(obj=topic, **values)

    @property
    def arguments(self) -> dict[str, Any]:
        return {}

    def add_name_errors(self, fields: Sequence[str], place: int = 0) -> None:
        """Add errors for names that other topics have; `place` is the index of the wording."""
        self.form_errors.append(_("Another topic has its name now. Rename one of them first."))

    def with_refusal(self, refusal: Exception, topic: Topic | None) -> Self:
        if isinstance(refusal, NameTaken):
            self.add_name_errors(refusal.fields, refusal.place)
            return self
        self.add_conflict(topic)
        return self


class TopicForm(NamesAndKeywords, OperationForm):
    description_en = description_field(_l("What it covers, in English"))
    description_es = description_field(_l("What it covers, in Spanish"))
    add_en = suggestions_field(_l("From texts that people sorted here: add these in English"))
    add_es = suggestions_field(_l("From texts that people sorted here: add these in Spanish"))

    place = PlaceField()

    # Suggestions from when the form was rendered: computing them again is slow.
    offered_en = HiddenField(validators=[check_keywords])
    offered_es = HiddenField(validators=[check_keywords])
    # Ids of the concerns that a person has picked, as in 7-5-2.
    concerns = HiddenField()

    def __init__(self, topic: Topic | None = None, **values: Any) -> None:
        super().__init__(topic, **values)
        self.place.offer(others_in_use(topic, g.staff_member.agency_id), topic)
        for language in Language:
            ticks = self[f"add_{language}"]
            ticked = {fold_line(keyword) for keyword in ticks.data or ()}
            keywords = split_lines(self[f"keywords_{language}"].data)
            # A keyword that is in the box is offered only if its checkbox can remove it again.
            written = {fold_line(keyword) for keyword in keywords} - ticked
            offered = split_lines(self[f"offered_{language}"].data)
            ticks.choices = [each for each in offered if fold_line(each) not in written]

    @property
    def concern_ids(self) -> tuple[int, ...]:
        return parse_ids(self.concerns.data or "")[:MOST_PICKED]

    @property
    def wording(self) -> Wording:
        typed = super().wording
        return replace(
            typed,
            description_en=self.description_en.data or "",
            description_es=self.description_es.data or "",
            keywords_en=merge_keywords(typed.keywords_en, self._added(self.add_en)),
            keywords_es=merge_keywords(typed.keywords_es, self._added(self.add_es)),
        )

    def _added(self, ticks: SelectMultipleField) -> list[str]:
        return [each for each in ticks.data or () if each in ticks.choices]


class MergeForm(OperationForm):
    into = RowField(_l("Merge into"), validators=[InputRequired(_l("Choose a topic."))])
    takes_keywords = BooleanField(
        _l("Add its keywords to the other topic"),
        description=_l("Without them, texts that have only these words may end without a topic."),
        default=True,
    )
    merge_is_final = final_field()

    def __init__(self, topic: Topic, **values: Any) -> None:
        super().__init__(topic, **values)
        others = others_in_use(topic, topic.agency_id)
        self.into.offer(others, _("Choose a topic"), name=lambda each: localized(each, "name"))

    @property
    def arguments(self) -> dict[str, Any]:
        return {"into": self.into.row, "takes_keywords": self.takes_keywords.data}

    def validate_into(self, field: RowField) -> None:
        if field.row is None:
            raise ValidationError(_("Choose a topic."))


class TopicPartForm(NamesAndKeywords):
    """One of the topics into which another is split; a blank part is ignored."""

    @property
    def is_blank(self) -> bool:
        return not any(split_lines(field.data) for field in self)

    def validate(self, extra_validators: Any = None) -> bool:
        return self.is_blank or bool(super().validate(extra_validators))


class SplitForm(OperationForm):
    parts = NumberedRows(FormField(TopicPartForm), _l("New topics"), max_entries=MOST_PARTS)
    split_is_final = final_field()

    def __init__(self, topic: Topic, **values: Any) -> None:
        keywords = {"keywords_en": topic.keywords_en, "keywords_es": topic.keywords_es}
        super().__init__(topic, parts=[keywords], **values)
        # One more empty row, up to the maximum.
        while len(self.parts) < FEWEST_PARTS or (
            len(self.parts) < MOST_PARTS and not self.parts[-1].form.is_blank
        ):
            self.parts.append_entry()

    @property
    def used(self) -> list[TopicPartForm]:
        return [part.form for part in self.parts if not part.form.is_blank]

    @property
    def arguments(self) -> dict[str, Any]:
        return {"wordings": [part.wording for part in self.used]}

    def add_name_errors(self, fields: Sequence[str], place: int = 0) -> None:
        self.used[place].add_name_errors(fields)
        self.parts.errors = [part.errors for part in self.parts]

    def validate_parts(self, field: NumberedRows) -> None:
        if len(self.used) < FEWEST_PARTS:
            message = _("Name two new topics or more.")
            self.form_errors.append(message)
            raise ValidationError(message)


class TopicNoteForm(VersionForm):
    body = text_box(
        _l("Facts"),
        most=LONGEST_NOTE,
        description=_l(
            "What answers likely questions: whom to call, what is planned, what the law says. "
            "The first two lines are printed. Leave out names of residents."
        ),
    )


class SortingForm(StaffForm):
    # An empty choice: the concern only loses the old topic.
    topic = SelectField()

    def __init__(self, parts: Sequence[Topic], **options: Any) -> None:
        super().__init__(**options)
        self.parts = parts
        self.topic.choices = ["", *(str(part.id) for part in parts)]

    @property
    def chosen(self) -> Topic | None:
        return next((part for part in self.parts if str(part.id) == self.topic.data), None)
