import enum
from collections.abc import Sequence
from datetime import timedelta
from typing import Any, ClassVar

from flask_babel import gettext as _
from flask_babel import lazy_gettext as _l
from flask_wtf.file import FileField
from wtforms import (
    BooleanField,
    DateField,
    HiddenField,
    SelectChoice,
    SelectField,
    StringField,
    TextAreaField,
)
from wtforms.validators import InputRequired, Length, ValidationError

from coffeecop.models import Matter, MatterPhoto, MatterState, StaffMember, Topic, Venue
from coffeecop.models.matters import (
    LONGEST_ALT,
    LONGEST_ASKED,
    LONGEST_MATTER_NAME,
    LONGEST_SAID,
    may_publish,
)
from coffeecop.staff.matters.page import WhoAsked
from coffeecop.web.forms import (
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
from coffeecop.web.i18n import localized
from coffeecop.web.photos import NotAPhoto, Photo, TooManyPixels, make_photo

NOBODY = ""
DUE_IN = timedelta(days=30)
CHOOSE_DAY = _l("Choose a day.")
OWN_WORDS = _l("In your own words. Never what a resident wrote.")


class Saying(enum.StrEnum):
    """What is said of a matter, as addresses name it."""

    ANSWER = "answer"
    PROMISE = "promise"
    # How far it is.
    NOTE = "note"
    DONE = "done"
    CANNOT = "cannot"


STATE_AFTER = {
    Saying.ANSWER: MatterState.ANSWERED,
    Saying.PROMISE: MatterState.DOING,
    Saying.NOTE: MatterState.DOING,
    Saying.DONE: MatterState.DONE,
    Saying.CANNOT: MatterState.CANNOT,
}
LABELS = {
    Saying.ANSWER: (_l("Your answer, in English"), _l("Your answer, in Spanish")),
    Saying.PROMISE: (_l("What you promise, in English"), _l("What you promise, in Spanish")),
    Saying.NOTE: (_l("How far it is, in English"), _l("How far it is, in Spanish")),
    Saying.DONE: (_l("What was done, in English"), _l("What was done, in Spanish")),
    Saying.CANNOT: (_l("Why not, in English"), _l("Why not, in Spanish")),
}
# The fields that only some of them have.
ONLY_FOR = {
    "owner": {Saying.PROMISE},
    "deputy": {Saying.PROMISE},
    "due_on": {Saying.PROMISE},
    **dict.fromkeys(("day", "photo", "alt_en", "alt_es", "removes_photo"), {Saying.DONE}),
    "tell": {*Saying} - {Saying.NOTE},
}


def id_or_none(value: Any) -> int | None:
    return int(value) if str(value or "").isdecimal() else None


def choice_field(label: Any) -> SelectField:
    """Return a select of rows; the constructor of its form fills it."""
    return SelectField(label, coerce=id_or_none)


def day_field(label: Any) -> DateField:
    return DateField(
        label,
        format=["%Y-%m-%d", "%m/%d/%Y"],
        validators=[replace_process_error(CHOOSE_DAY), InputRequired(CHOOSE_DAY)],
    )


def asked_field(label: Any, description: Any = OWN_WORDS) -> StringField:
    return StringField(
        label,
        description=description,
        filters=[strip],
        validators=[Length(max=LONGEST_ASKED, message=TOO_LONG)],
    )


class AskedMixin:
    asked_en = asked_field(_l("What people said, in English"))
    asked_es = asked_field(_l("What people said, in Spanish"), SPANISH_LATER)


class StartForm(IdempotencyKeyMixin, StaffForm):
    name = required_line(
        _l("What do several people say?"),
        _l("Give it a short name."),
        most=LONGEST_MATTER_NAME,
        description=_l("A short name, such as: The dark crosswalk on Ninth. Staff read it."),
    )
    also = optional_line(
        _l("How else do people say it?"),
        most=LONGEST_MATTER_NAME,
        description=_l("It helps to find who else says so."),
    )
    # What it is started from, as in the address.
    concerns = HiddenField()
    event = HiddenField()
    topic = HiddenField()
    place = HiddenField()
    line = HiddenField()


class OneTapForm(IdempotencyKeyMixin, VersionForm):
    """What needs no words."""


class SayForm(AskedMixin, IdempotencyKeyMixin, VersionForm):
    """What the department says: an answer, a promise, how far it is, that it is done or cannot be.

    Each has the fields that it needs.
    """

    takes_files: ClassVar[frozenset[str]] = frozenset({"photo"})

    saying = HiddenField()
    said_en = TextAreaField(
        filters=[keep_paragraphs],
        validators=[in_one_language, Length(max=LONGEST_SAID, message=TOO_LONG)],
    )
    said_es = TextAreaField(
        description=SPANISH_LATER,
        filters=[keep_paragraphs],
        validators=[Length(max=LONGEST_SAID, message=TOO_LONG)],
    )
    owner = choice_field(_l("Who does it?"))
    deputy = choice_field(_l("Deputy"))
    due_on = day_field(_l("By when?"))
    day = day_field(_l("Done on"))
    photo = FileField(
        _l("A photo of it"),
        description=_l(
            "JPEG, PNG or WebP. No faces, no license plates. We keep a small copy without the "
            "place and the time that a phone writes into a photo."
        ),
    )
    alt_en = optional_line(
        _l("What the photo shows, in English"),
        most=LONGEST_ALT,
        description=_l("For people who cannot see it. Needed with a photo."),
    )
    alt_es = optional_line(_l("What the photo shows, in Spanish"), most=LONGEST_ALT)
    removes_photo = BooleanField(_l("Take the photo away"))
    tell = BooleanField()
    publish = BooleanField(_l("Residents may read it"))

    def __init__(
        self,
        matter: Matter,
        saying: Saying,
        *,
        member: StaffMember,
        people: Sequence[StaffMember],
        asked: WhoAsked,
        **values: Any,
    ) -> None:
        super().__init__(**values)
        self.of_matter, self.what = matter, saying
        self.today = member.agency.today
        self.photo_made: Photo | None = None
        self.photo_error: str | None = None
        self.saying.data = saying
        self.said_en.label.text, self.said_es.label.text = LABELS[saying]
        self.people = {each.id: each for each in people}
        names = [SelectChoice(each.id, each.name) for each in people]
        self.owner.choices = names
        self.deputy.choices = [SelectChoice(NOBODY, _("Nobody")), *names]
        self.tell.label.text = words_for_telling(asked)
        self.has_someone_to_tell = asked.number > 0
        self.may_publish = may_publish(member)
        # Not those that hang on the matter's state: with them a second tap would be another form.
        for name, sayings in ONLY_FOR.items():
            if saying not in sayings:
                del self[name]

    @property
    def asks_what_people_said(self) -> bool:
        is_written = self.of_matter.asked_en or self.of_matter.asked_es
        return self.what is not Saying.NOTE and not is_written

    @property
    def has_photo(self) -> bool:
        return self._old_photo(self.of_matter) is not None

    @staticmethod
    def _old_photo(matter: Matter) -> MatterPhoto | None:
        return matter.photo if matter.state is MatterState.DONE else None

    def value(self, name: str) -> Any:
        """Return what is typed or chosen; None if the form has no such field."""
        return self[name].data if name in self else None

    @property
    def tells(self) -> bool:
        return bool(self.value("tell"))

    @property
    def publishes(self) -> bool | None:
        """Return whether residents may read it; None: as it is."""
        return self.value("publish") if self.may_publish else None

    @property
    def asked(self) -> dict[str, Any]:
        names = ("asked_en", "asked_es")
        return {name: self[name].data for name in names if self[name].data}

    @property
    def said(self) -> dict[str, Any]:
        """Return what is said, by the names of Said."""
        chosen = {name: self.people.get(self.value(name)) for name in ("owner", "deputy")}
        return {
            "state": STATE_AFTER[self.what],
            "is_note": self.what is Saying.NOTE,
            "en": self.said_en.data,
            "es": self.said_es.data,
            "due_on": self.value("due_on"),
            "day": self.value("day"),
            "photo": self.made_photo,
            **chosen,
        }

    @property
    def made_photo(self) -> MatterPhoto | None:
        """Return the new photo, or the one there was, which a new step shows again."""
        alts = {"alt_en": self.value("alt_en"), "alt_es": self.value("alt_es")}
        if self.photo_made:
            return MatterPhoto(**self.photo_made._asdict(), **alts)
        old = self._old_photo(self.of_matter)
        if self.what is not Saying.DONE or old is None or self.value("removes_photo"):
            return None
        same = {name: getattr(old, name) for name in Photo._fields}
        return MatterPhoto(**same, **alts)

    def validate_deputy(self, field: SelectField) -> None:
        if field.data is not None and field.data == self.owner.data:
            raise ValidationError(_("Choose somebody else as the deputy."))

    def validate_day(self, field: DateField) -> None:
        if field.data > self.today:
            raise ValidationError(_("This day is still to come."))

    def read_photo(self) -> None:
        """Decode the photo, which takes a while, before the form is validated."""
        if not self.value("photo"):
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
        keeps = self._old_photo(self.of_matter) and not self.value("removes_photo")
        if "photo" not in self or not (self.photo.data or keeps):
            return is_valid
        if not (self.alt_en.data or self.alt_es.data):
            self.alt_en.errors = [_("Say what the photo shows.")]
            return False
        return is_valid


def begun(matter: Matter, saying: Saying, *, by: StaffMember) -> dict[str, Any]:
    """Return what the form begins with: what stands already, so that it can be put right."""
    said, news = matter.said, matter.news
    same = said if said and said.state is STATE_AFTER[saying] else None
    if saying is Saying.NOTE:
        # Written again only if a language is missing.
        same = news if news and not (news.said_en and news.said_es) else None
    photo = same.photo if same else None
    return {
        "version": matter.version,
        "said_en": same.said_en if same else None,
        "said_es": same.said_es if same else None,
        "owner": matter.owner_id or by.id,
        "deputy": matter.deputy_id,
        "due_on": matter.due_on or by.agency.today + DUE_IN,
        "day": same.day if same else by.agency.today,
        "alt_en": photo.alt_en if photo else None,
        "alt_es": photo.alt_es if photo else None,
        "tell": True,
        "publish": matter.is_published,
    }


def words_for_telling(asked: WhoAsked) -> str:
    """Return what a tick says that tells those who asked."""
    if asked.by_mail:
        return _(
            "Tell the %(number)s who asked (%(mails)s by mail)",
            number=asked.number,
            mails=asked.by_mail,
        )
    return _("Tell the %(number)s who asked", number=asked.number)


class ChangeForm(AskedMixin, VersionForm):
    """Names, what people said, and where it belongs."""

    name = required_line(
        _l("Name"),
        _l("Give it a short name."),
        most=LONGEST_MATTER_NAME,
        description=_l("Staff read it."),
    )
    also = optional_line(
        _l("How else do people say it?"),
        most=LONGEST_MATTER_NAME,
        description=_l("It helps to find who else says so."),
    )
    topic = choice_field(_l("Topic"))
    venue = choice_field(_l("Where events are"))
    place = optional_line(_l("Place"), most=120, description=_l("Such as: Ninth and Oak."))

    def __init__(self, *, topics: Sequence[Topic], venues: Sequence[Venue], **values: Any) -> None:
        super().__init__(**values)
        self.topic.choices = [
            SelectChoice(NOBODY, _("No topic")),
            *(SelectChoice(each.id, localized(each, "name")) for each in topics),
        ]
        self.venue.choices = [
            SelectChoice(NOBODY, _("Nowhere in particular")),
            *(SelectChoice(each.id, each.name) for each in venues),
        ]

    @property
    def values(self) -> dict[str, Any]:
        """Return what is typed, by the names of the matter's columns."""
        typed = {
            name: self[name].data for name in ("name", "also", "asked_en", "asked_es", "place")
        }
        return {**typed, "topic_id": self.topic.data, "venue_id": self.venue.data}


class CombineForm(StaffForm):
    other = choice_field(_l("Another one, about which nothing was said yet"))
    sure = BooleanField(
        _l("What belongs to it belongs to this one from now on, and the other one goes"),
        validators=[InputRequired(_l("Say that you are sure."))],
    )

    def __init__(self, others: Sequence[Matter], **values: Any) -> None:
        super().__init__(**values)
        self.other.choices = [SelectChoice(each.id, each.name) for each in others]
