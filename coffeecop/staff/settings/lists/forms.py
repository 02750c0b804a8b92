"""The forms of one row: what all have, and one for each list of the settings."""

import re
from collections.abc import Sequence
from typing import Any, ClassVar

from flask_babel import gettext as _
from flask_babel import lazy_gettext as _l
from wtforms import BooleanField, SelectChoice, SelectField, StringField
from wtforms.validators import Length, Optional, ValidationError

from coffeecop.models import ChecklistItem, StateWording
from coffeecop.models.checklist import LONGEST_LABEL, MOST_DAYS_AFTER, MOST_DAYS_BEFORE, STEPS_AFTER
from coffeecop.models.concern.parts import LONGEST_BODY
from coffeecop.models.concern.work import LONGEST_LABEL as LONGEST_TITLE
from coffeecop.models.concern.work import LONGEST_SENTENCE
from coffeecop.staff.settings.forms import address_field, email_field, phone_field, sentence_field
from coffeecop.web.concern_labels import usual_texts_by_language
from coffeecop.web.event_labels import usual_label
from coffeecop.web.fields import number_field, text_box
from coffeecop.web.forms import (
    FROM_REQUEST,
    TOO_LONG,
    VersionForm,
    WholeNumberField,
    optional_line,
    required_line,
    strip,
)
from coffeecop.web.list_forms import NamedForm, PlaceField, name_fields

MOST_ROWS = 60


class RowForm(VersionForm):
    """The form of a row, or of a new one. `others` are the other rows of its list."""

    # The field that no two rows have alike.
    name_field: ClassVar[str | None] = None

    def __init__(
        self, row: Any, others: Sequence[Any], formdata: Any = FROM_REQUEST, **values: Any
    ) -> None:
        self.row, self.others = row, others
        super().__init__(formdata, obj=row, data=values)
        if row is None and "is_in_use" in self:
            del self.is_in_use

    @property
    def values(self) -> dict[str, Any]:
        """What is typed, by the names of the row's columns."""
        hidden = ("csrf_token", "version", "place")
        return {name: value for name, value in self.data.items() if name not in hidden}

    @property
    def twin(self) -> Any:
        """The row that a new one repeats, as after a double tap."""
        same = (other for other in self.others if self.row is None and self._repeats(other))
        return next(same, None)

    def validate(self, extra_validators: Any = None) -> bool:
        super().validate(extra_validators)
        self.check()
        if self.name_field and self._is_taken(self.name_field):
            self[self.name_field].errors = [_("Another one on this list has this name.")]
        if self.row is None and not self.twin and len(self.others) >= MOST_ROWS:
            self.form_errors.append(_("The list is full. Change or remove one first."))
        return not self.errors

    def check(self) -> None:
        """Add errors that concern several fields."""

    def _repeats(self, other: Any) -> bool:
        return all(getattr(other, name) == value for name, value in self.values.items())

    def _is_taken(self, field: str) -> bool:
        name, twin = (self.values[field] or "").casefold(), self.twin
        return any(getattr(each, field).casefold() == name for each in self.others if each != twin)


class NamedRowForm(NamedForm, RowForm):
    """The form of a row with a name in each language, or in one for both."""

    @property
    def values(self) -> dict[str, Any]:
        return {**super().values, **self.names}


LONGEST_NAME = 80
BEFORE, AFTER = "before", "after"
NO_NUMBER = _l("Write a number of days, such as 7. Write 0 for the day of the event.")
NO_TITLE = _l("Write it in both languages.")
# The label is the title of the receipt's page, which others may see over a shoulder or in a list.
POLICE = re.compile(r"polic|officer|oficial|\bcops?\b|sheriff|alguacil", re.IGNORECASE)


class ChecklistForm(RowForm):
    label = StringField(
        _l("What to do"), filters=[strip], validators=[Length(max=LONGEST_LABEL, message=TOO_LONG)]
    )
    days = number_field(
        _l("Days"),
        0,
        MOST_DAYS_BEFORE,
        NO_NUMBER,
        outside=_l("Write a number from %(min)s to %(max)s."),
        default=7,
    )
    when = SelectField(
        _l("Before or after"),
        default=BEFORE,
        choices=[
            SelectChoice(BEFORE, _l("before the event")),
            SelectChoice(AFTER, _l("after the event")),
        ],
    )
    is_in_use = BooleanField(_l("On the list"), default=True)

    def __init__(self, row: ChecklistItem | None, *args: Any, **options: Any) -> None:
        if row is None:
            super().__init__(row, *args, **options)
            return
        when = AFTER if row.is_after else BEFORE
        super().__init__(row, *args, days=abs(row.days_before), when=when, **options)
        hints = []
        if row.step:
            words = usual_label(row)
            hints.append(_("Leave the words empty for the usual ones: %(words)s", words=words))
        if row.ticks_itself:
            hints.append(_("This line checks itself off, whatever it says."))
        self.label.description = " ".join(hints)

    @property
    def values(self) -> dict[str, Any]:
        days = self.days.data or 0
        days_before = -days if self.when.data == AFTER else days
        kept = {name: self[name].data for name in ("label", "is_in_use") if name in self}
        return {**kept, "days_before": days_before}

    def validate_days(self, field: WholeNumberField) -> None:
        if self.when.data == AFTER and field.data > MOST_DAYS_AFTER:
            raise ValidationError(
                _("Write at most %(days)s days after the event.", days=MOST_DAYS_AFTER)
            )

    def check(self) -> None:
        step = self.row and self.row.step
        if not (self.label.data or step):
            self.label.errors = [_("Write what to do, or take the line off the list.")]
        if step in STEPS_AFTER and self.when.data == BEFORE:
            self.when.errors = [_("This can only be done after the event.")]


class StateWordingForm(RowForm):
    label_en = required_line(_l("Title in English"), NO_TITLE, most=LONGEST_TITLE)
    label_es = required_line(_l("Title in Spanish"), NO_TITLE, most=LONGEST_TITLE)
    sentence_en = optional_line(_l("Sentence in English"), most=LONGEST_SENTENCE)
    sentence_es = optional_line(_l("Sentence in Spanish"), most=LONGEST_SENTENCE)

    def __init__(self, row: StateWording, *args: Any, **options: Any) -> None:
        super().__init__(row, *args, **options)
        for language, usual in usual_texts_by_language().items():
            label, sentence = usual[row.state]
            self[f"label_{language}"].render_kw = {"placeholder": label}
            self[f"sentence_{language}"].render_kw = {"placeholder": sentence}

    def validate_label_en(self, field: StringField) -> None:
        if POLICE.search(field.data):
            raise ValidationError(
                _("This is the title of the page. Others may see it, so name no police in it.")
            )

    validate_label_es = validate_label_en

    def check(self) -> None:
        if bool(self.sentence_en.data) is not bool(self.sentence_es.data):
            missing = self.sentence_es if self.sentence_en.data else self.sentence_en
            missing.errors = [NO_TITLE]


class ServiceForm(NamedRowForm):
    name_en, name_es = name_fields(LONGEST_NAME)
    description_en = sentence_field(_l("What it does, in English"))
    description_es = sentence_field(_l("What it does, in Spanish"))
    phone = phone_field(_l("Phone"))
    url = address_field(_l("Web page"))
    email = email_field(_l("E-mail"), Optional())
    place = PlaceField()

    def __init__(self, row: Any, others: Sequence[Any], *data: Any, **values: Any) -> None:
        super().__init__(row, others, *data, **values)
        self.place.offer(others, row)

    def check(self) -> None:
        if not (self.phone.data or self.url.data or self.email.data):
            self.phone.errors = [_("Write a phone number, a web page or an e-mail.")]


class TemplateForm(RowForm):
    name_field = "name"

    name = required_line(
        _l("Name"),
        _l("Give it a name first."),
        most=LONGEST_NAME,
        description=_l("Only staff see it, such as: Speed bumps."),
    )
    body_en = text_box(
        _l("The answer in English"), most=LONGEST_BODY, missing=_l("Write the answer in English.")
    )
    body_es = text_box(
        _l("The answer in Spanish"), most=LONGEST_BODY, missing=_l("Write the answer in Spanish.")
    )
