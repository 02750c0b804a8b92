from collections.abc import Sequence
from contextlib import suppress
from datetime import date, datetime
from typing import Any

from flask_babel import gettext as _
from flask_babel import lazy_gettext as _l
from wtforms import (
    BooleanField,
    DateField,
    HiddenField,
    SelectChoice,
    SelectMultipleField,
    TextAreaField,
)
from wtforms.validators import ValidationError

from coffeecop.models import Kind, StaffMember
from coffeecop.models.topics import split_lines, topics_of
from coffeecop.parts.records.forms import MOST_LINES, event_choices, needed_number, values_of
from coffeecop.parts.records.kinds import Decision, Ref
from coffeecop.parts.records.models.requests import (
    LONGEST_ASKER,
    LONGEST_CODE,
    LONGEST_REDACTION,
    LONGEST_WORDS,
)
from coffeecop.parts.records.models.settings import MOST_REQUEST_DAYS
from coffeecop.parts.records.requests.decisions import Pair
from coffeecop.parts.records.requests.redacting import Proposal
from coffeecop.parts.records.requests.texts import parse_key
from coffeecop.web.fields import optional_day
from coffeecop.web.forms import (
    IdempotencyKeyMixin,
    StaffForm,
    choices,
    keep_paragraphs,
    optional_line,
    required_line,
)
from coffeecop.web.i18n import localized

NO_CODE = _l("Write the code that allows it.")
DAY_FORMS = "%Y-%m-%d", "%m/%d/%Y"
LONGEST_DAY = 20
YEARS = range(2000, 2100)
# Of the button that releases: the page asks once more.
ASK = "ask"


class RequestForm(IdempotencyKeyMixin, StaffForm):
    asked_by = optional_line(
        _l("Who asks"), most=LONGEST_ASKER, description=_l("Nobody has to say who they are.")
    )
    received_on = optional_day(_l("When it came"))
    words = optional_line(
        _l("Words to find"),
        most=LONGEST_WORDS,
        description=_l("All of them, or others like them. In quotation marks, just these."),
    )
    first_day = optional_day(_l("From"))
    last_day = optional_day(_l("To"))
    kinds = SelectMultipleField(_l("Kinds"))
    event_ids = SelectMultipleField(_l("Events"), coerce=int)
    topic_ids = SelectMultipleField(_l("Topics"), coerce=int)

    def __init__(self, member: StaffMember, **options: Any) -> None:
        self.today = member.agency.today
        super().__init__(**options)
        self.kinds.choices = choices(Kind)
        self.event_ids.choices = event_choices(member.agency_id)
        self.topic_ids.choices = [
            SelectChoice(str(each.id), localized(each, "name"))
            for each in topics_of(member.agency_id)
        ]

    def validate_received_on(self, field: DateField) -> None:
        if field.data and not date(YEARS.start, 1, 1) <= field.data <= self.today:
            raise ValidationError(_("It came today or earlier."))

    def validate_first_day(self, field: DateField) -> None:
        if field.data and field.data.year not in YEARS:
            raise ValidationError(_("Check the year."))

    def validate_last_day(self, field: DateField) -> None:
        self.validate_first_day(field)
        if field.data and self.first_day.data and field.data < self.first_day.data:
            raise ValidationError(_("The last day comes before the first."))

    def validate(self, extra_validators: Any = None) -> bool:
        is_valid = super().validate(extra_validators)
        wanted = {**self.asked, "asked_by": None, "received_on": None}
        if not any(wanted.values()) and not self.errors:
            # Not beside the box: a validator of its own does not run for an empty one.
            self.words.errors = [_("Say what is asked for: words, dates, kinds, events or topics.")]
            is_valid = False
        return is_valid

    @property
    def asked(self) -> dict[str, Any]:
        return {**values_of(self), "received_on": self.received_on.data or self.today}


def names_of(field: SelectMultipleField) -> str:
    return ", ".join(
        str(label) for _value, label, is_chosen, *_more in field.iter_choices() if is_chosen
    )


class RequestWordsForm(StaffForm):
    """Words to look for in all that was found."""

    lines = TextAreaField(
        _l("Words to take out, one line each"),
        description=_l("Such as a name. They are looked for in all records of this request."),
        filters=[keep_paragraphs],
    )
    lines_code = required_line(_l("Code"), NO_CODE, most=LONGEST_CODE)

    def validate_lines(self, field: TextAreaField) -> None:
        check_lines(self.words)
        if not self.words:
            raise ValidationError(_("Write the words first."))

    @property
    def words(self) -> tuple[str, ...]:
        return split_lines(self.lines.data)


def check_lines(lines: Sequence[str]) -> None:
    """Raises ValidationError."""
    if len(lines) > MOST_LINES:
        raise ValidationError(_("Write %(most)s lines at most.", most=MOST_LINES))
    if any(len(line) > LONGEST_REDACTION for line in lines):
        raise ValidationError(_("Keep each line under %(max)s letters.", max=LONGEST_REDACTION))


class PackForm(StaffForm):
    # What looks like words that are taken out may stay: somebody has looked at it.
    stays = BooleanField()


class DecisionForm(StaffForm):
    """Decides about one record with what is taken out of it, or about all that are ticked."""

    decision = HiddenField()
    records = SelectMultipleField(_l("Records"), validate_choice=False)
    code = optional_line(_l("Code"), most=LONGEST_CODE)
    # The words that the page proposed and a code for each; `take` has the places of those to take.
    take = SelectMultipleField(_l("Take out"), validate_choice=False)
    words = SelectMultipleField(_l("Words"), validate_choice=False)
    codes = SelectMultipleField(_l("Codes"), validate_choice=False)
    more = TextAreaField(_l("Other words to take out, one line each"), filters=[keep_paragraphs])

    def validate_decision(self, field: HiddenField) -> None:
        if field.data not in [*Decision, ASK]:
            raise ValidationError(_("Choose what becomes of it."))

    def validate_records(self, field: SelectMultipleField) -> None:
        if not self.refs:
            raise ValidationError(_("Tick at least one record."))

    def validate(self, extra_validators: Any = None) -> bool:
        is_valid = super().validate(extra_validators)
        if self.decision.data == Decision.WITHHOLD and not (self.code.data or self.code.errors):
            # A validator of its own does not run for an empty box.
            self.code.errors, is_valid = [NO_CODE], False
        return is_valid

    def validate_more(self, field: TextAreaField) -> None:
        check_lines(split_lines(field.data))
        if self.decision.data != Decision.REDACT:
            return
        if len(self.refs) != 1:
            raise ValidationError(_("Parts are taken out of one record at a time."))
        if not self.redactions:
            raise ValidationError(_("Check what to take out, or write the words."))
        if split_lines(field.data) and not self.code.data:
            raise ValidationError(_("Each part that is taken out needs its code."))
        check_lines([words for words, _code in self.redactions])

    def validate_codes(self, field: SelectMultipleField) -> None:
        if any(len(each.code) > LONGEST_CODE for each in self.typed):
            raise ValidationError(_("Keep each code under %(max)s letters.", max=LONGEST_CODE))
        if self.decision.data == Decision.REDACT and any(map(self.is_wrong_code, self.typed)):
            raise ValidationError(_("Each part that is taken out needs its code."))

    def is_wrong_code(self, proposal: Proposal) -> bool:
        code = proposal.code.strip()
        return len(code) > LONGEST_CODE or (proposal.is_ticked and not code)

    @property
    def chosen(self) -> Decision:
        return Decision(self.decision.data)

    @property
    def asks(self) -> bool:
        """Return whether the page asks once more before it releases what is ticked."""
        return bool(self.decision.data == ASK)

    @property
    def refs(self) -> set[Ref]:
        found = map(parse_key, self.records.data or [])
        return {each for each in found if each is not None}

    @property
    def typed(self) -> list[Proposal]:
        """What the page proposed, as it was sent."""
        pairs = zip(self.words.data or [], self.codes.data or [], strict=False)
        taken = {*(self.take.data or [])}
        return [
            Proposal(words, "", code, str(place) in taken)
            for place, (words, code) in enumerate(pairs)
        ]

    @property
    def redactions(self) -> list[Pair]:
        ticked = [(each.words, each.code) for each in self.typed if each.is_ticked]
        more = [(line, self.code.data or "") for line in split_lines(self.more.data)]
        return [
            (words, " ".join(code.replace("\0", "").split()))
            for words, code in [*ticked, *more]
            if words.strip() and "\0" not in words
        ]


class DaysField(TextAreaField):  # type: ignore[misc]
    """Days, one on each line. Its data is a sorted list of texts such as 2026-12-25."""

    def _value(self) -> str:
        return self.raw_data[0] if self.raw_data else "\n".join(self.data or [])

    def process_formdata(self, valuelist: list[str]) -> None:
        days = set()
        for line in split_lines(keep_paragraphs("".join(valuelist))):
            day = parse_day(line)
            if day is None:
                # Another program may have typed it, so that it can be long.
                raise ValueError(_("This is not a date: %(line)s", line=line[:LONGEST_DAY]))
            days.add(day.isoformat())
        if len(days) > MOST_LINES:
            raise ValueError(_("Write %(most)s lines at most.", most=MOST_LINES))
        self.data = sorted(days)


def parse_day(text: str) -> date | None:
    for form in DAY_FORMS:
        with suppress(ValueError):
            return datetime.strptime(text, form).date()  # noqa: DTZ007 - a day has no zone
    return None


class DeadlineForm(StaffForm):
    request_days = needed_number(_l("Days to answer a request"), most=MOST_REQUEST_DAYS)
    request_in_business_days = BooleanField(
        _l("Count Monday to Friday only"),
        description=_l("Days on which your office is closed do not count either."),
    )
    closed_days = DaysField(
        _l("Days on which the office is closed"),
        description=_l("Holidays: one date on each line, such as 2026-12-25."),
    )

    @property
    def settings(self) -> dict[str, Any]:
        return values_of(self)
