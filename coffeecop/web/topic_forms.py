"""Form fields for topics, and their validation; the form for the topics of a concern."""

from collections.abc import Sequence
from typing import Any

from flask_babel import gettext as _
from flask_babel import lazy_gettext as _l
from flask_babel import ngettext
from wtforms import Form, HiddenField, SelectMultipleField, TextAreaField
from wtforms.validators import Length, ValidationError

from coffeecop.models import Topic
from coffeecop.models.topics import (
    LONGEST_DESCRIPTION,
    LONGEST_KEYWORD,
    LONGEST_NAME,
    MOST_KEYWORDS,
    Wording,
    duplicates,
    split_lines,
)
from coffeecop.web.forms import TOO_LONG, StaffForm, strip
from coffeecop.web.i18n import localized
from coffeecop.web.list_forms import NamedForm, name_fields


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


class TopicsForm(StaffForm):
    topics = SelectMultipleField(_l("Topics of this concern"), coerce=int)
    # Topics checked when the form was rendered; the difference is this person's change.
    shown = HiddenField()

    def __init__(self, *, choices: Sequence[Topic], ticked: Sequence[int], **options: Any) -> None:
        data = {"topics": list(ticked), "shown": "-".join(map(str, ticked))}
        super().__init__(data=data, **options)
        self.topics.choices = [(topic.id, localized(topic, "name")) for topic in choices]

    @property
    def shown_ids(self) -> set[int]:
        shown = set((self.shown.data or "").split("-"))
        return {topic_id for topic_id, _ in self.topics.choices if str(topic_id) in shown}

    @property
    def chosen_ids(self) -> set[int]:
        return set(self.topics.data or ())
