from typing import Any, ClassVar

from flask_babel import gettext as _
from flask_babel import lazy_gettext as _l
from flask_wtf.file import FileField
from wtforms import BooleanField, DateField, HiddenField, SelectChoice, SelectField, TextAreaField
from wtforms.validators import InputRequired, Length, Optional, ValidationError

from coffeecop.models import Promise
from coffeecop.models.promise import LONGEST_PROMISE, LONGEST_UPDATE
from coffeecop.staff.promises.queries import Choices
from coffeecop.web.forms import (
    IN_ONE_LANGUAGE,
    SPANISH_LATER,
    TOO_LONG,
    IdempotencyKeyMixin,
    StaffForm,
    VersionForm,
    in_one_language,
    keep_paragraphs,
    optional_line,
    replace_process_error,
    required_line,
    strip,
)
from coffeecop.web.i18n import calendar_day, localized
from coffeecop.web.photos import NotAPhoto, Photo, TooManyPixels, make_photo

NOBODY = ""
TYPED = ("what", "due_on", "public_en", "public_es")
CHOSEN = ("owner", "deputy", "venue", "event", "topic")
CHOOSE_DAY = _l("Choose a day.")


def id_or_none(value: Any) -> int | None:
    return int(value) if value and value != "None" else None


def choice_field(label: Any, description: Any = "") -> SelectField:
    """Return a select of rows; the constructor of its form fills it."""
    return SelectField(label, description=description, coerce=id_or_none)


def day_field(label: Any) -> DateField:
    return DateField(
        label,
        format=["%Y-%m-%d", "%m/%d/%Y"],
        validators=[replace_process_error(CHOOSE_DAY), InputRequired(CHOOSE_DAY)],
    )


def public_text(label: Any, description: Any = "") -> TextAreaField:
    return TextAreaField(
        label,
        description=description,
        filters=[strip],
        validators=[Optional(), Length(max=LONGEST_PROMISE, message=TOO_LONG)],
    )


def text_in_english(label: Any) -> TextAreaField:
    too_long = Length(max=LONGEST_UPDATE, message=TOO_LONG)
    return TextAreaField(label, filters=[keep_paragraphs], validators=[in_one_language, too_long])


def text_in_spanish(label: Any) -> TextAreaField:
    too_long = Length(max=LONGEST_UPDATE, message=TOO_LONG)
    return TextAreaField(
        label, description=SPANISH_LATER, filters=[keep_paragraphs], validators=[too_long]
    )


class PromiseForm(IdempotencyKeyMixin, VersionForm):
    what = required_line(
        _l("What do you promise?"),
        _l("Write what you promise."),
        most=LONGEST_PROMISE,
        description=_l("Staff read this. Say what you will do, not what somebody told you."),
    )
    due_on = day_field(_l("Due date"))
    owner = choice_field(_l("Who does it?"))
    deputy = choice_field(_l("Deputy"))
    venue = choice_field(_l("Place"))
    event = choice_field(_l("Asked for at the event"))
    topic = choice_field(_l("Topic"))
    public_en = public_text(
        _l("What the public reads, in English"), _l("Your own words. Never what a resident wrote.")
    )
    public_es = public_text(_l("What the public reads, in Spanish"), SPANISH_LATER)
    is_public = BooleanField(
        _l("Show it to the public"),
        description=_l("On the page of promises, the next event's page and its poster."),
    )
    # What it is made from.
    concern = HiddenField()

    def __init__(
        self, choices: Choices, *, was_public: bool, may_publish: bool, **values: Any
    ) -> None:
        super().__init__(**values)
        self.was_public = was_public
        if not may_publish:
            del self.is_public
        people = [SelectChoice(each.id, each.name) for each in choices.people]
        self.owner.choices = people
        self.deputy.choices = [SelectChoice(NOBODY, _("Nobody")), *people]
        self.venue.choices = [SelectChoice(each.id, each.name) for each in choices.venues]
        self.event.choices = [
            SelectChoice(NOBODY, _("No event")),
            *(
                SelectChoice(each.id, f"{calendar_day(each.day)}, {each.venue.name}")
                for each in choices.events
            ),
        ]
        self.topic.choices = [
            SelectChoice(NOBODY, _("No topic")),
            *(SelectChoice(each.id, localized(each, "name")) for each in choices.topics),
        ]

    def choose_first_venue(self) -> None:
        """Choose what a browser would show as chosen."""
        if self.venue.data is None and self.venue.choices:
            self.venue.data = self.venue.choices[0].value

    @property
    def becomes_public(self) -> bool:
        return bool(self.is_public.data) if "is_public" in self else self.was_public

    @property
    def values(self) -> dict[str, Any]:
        """Return what is typed, by the names of the promise's columns."""
        typed = {name: self[name].data for name in TYPED}
        chosen = {f"{name}_id": self[name].data for name in CHOSEN}
        return {**typed, **chosen, "is_public": self.becomes_public}

    def validate_deputy(self, field: SelectField) -> None:
        if field.data is not None and field.data == self.owner.data:
            raise ValidationError(_("Choose somebody else as the deputy."))

    def validate(self, extra_validators: Any = None) -> bool:
        is_valid = super().validate(extra_validators)
        if self.becomes_public and not (self.public_en.data or self.public_es.data):
            self.public_en.errors = [IN_ONE_LANGUAGE]
            return False
        return is_valid


class UpdateForm(IdempotencyKeyMixin, StaffForm):
    body_en = text_in_english(_l("What is new, in English"))
    body_es = text_in_spanish(_l("What is new, in Spanish"))


class OutcomeForm(StaffForm):
    @property
    def outcome(self) -> dict[str, str | None]:
        return {name: self[name].data for name in ("outcome_en", "outcome_es")}


class DropForm(OutcomeForm):
    outcome_en = text_in_english(_l("Why it cannot be kept, in English"))
    outcome_es = text_in_spanish(_l("Why it cannot be kept, in Spanish"))


class KeepForm(OutcomeForm):
    takes_files: ClassVar[frozenset[str]] = frozenset({"photo"})

    outcome_en = text_in_english(_l("What was done, in English"))
    outcome_es = text_in_spanish(_l("What was done, in Spanish"))
    kept_on = day_field(_l("Done on"))
    photo = FileField(
        _l("A photo of it"),
        description=_l(
            "JPEG, PNG or WebP. No faces, no license plates. We keep a small copy without the "
            "place and the time that a phone writes into a photo."
        ),
    )
    alt_en = optional_line(
        _l("What the photo shows, in English"),
        most=LONGEST_PROMISE,
        description=_l("For people who cannot see it. Needed with a photo."),
    )
    alt_es = optional_line(_l("What the photo shows, in Spanish"), most=LONGEST_PROMISE)
    removes_photo = BooleanField(_l("Take the photo away"))

    def __init__(self, promise: Promise, **values: Any) -> None:
        super().__init__(**values)
        self.has_photo = promise.photo is not None
        self.today = promise.agency.today
        self.photo_made: Photo | None = None
        self.photo_error: str | None = None

    def validate_kept_on(self, field: DateField) -> None:
        if field.data > self.today:
            raise ValidationError(_("This day is still to come."))

    def read_photo(self) -> None:
        """Decode the photo, which takes a while, before the form is validated."""
        if not self.photo.data:
            return
        try:
            self.photo_made = make_photo(self.photo.data.stream)
        except NotAPhoto:
            self.photo_error = _(
                "This is no photo that we can read. Choose a JPEG, PNG or WebP file."
            )
        except TooManyPixels:
            self.photo_error = _("This photo is too large. Make it smaller, then choose it again.")

    def validate_photo(self, field: FileField) -> None:
        if self.photo_error:
            raise ValidationError(self.photo_error)

    def validate(self, extra_validators: Any = None) -> bool:
        is_valid = super().validate(extra_validators)
        has_photo = self.photo.data or (self.has_photo and not self.removes_photo.data)
        if has_photo and not (self.alt_en.data or self.alt_es.data):
            self.alt_en.errors = [_("Say what the photo shows.")]
            return False
        return is_valid


def values_of(promise: Promise) -> dict[str, Any]:
    """Return what the form of a promise begins with."""
    same = {name: getattr(promise, name) for name in (*TYPED, "is_public", "version")}
    return {**same, **{name: getattr(promise, f"{name}_id") for name in CHOSEN}}
