"""The form of what the department says of a matter."""

import enum
from datetime import timedelta
from typing import Any, ClassVar, Self

from flask_babel import gettext as _
from flask_babel import lazy_gettext as _l
from flask_wtf.file import FileField
from wtforms import BooleanField, DateField, HiddenField, SelectField, TextAreaField
from wtforms.validators import InputRequired, Length, ValidationError

from coffeecop.matters.telling import tell
from coffeecop.matters.verbs import Said, publish, say, unpublish
from coffeecop.models import Matter, MatterPhoto, MatterState, StaffMember
from coffeecop.models.keys import ChangedByColleague
from coffeecop.models.matters import LONGEST_ALT, LONGEST_SAID
from coffeecop.models.matters.queries import may_publish
from coffeecop.staff.concern_list.picks import parse_choice
from coffeecop.staff.matters.forms import AskedMixin, words_for_notified
from coffeecop.staff.matters.page import WhoAsked, who_asked
from coffeecop.staff.matters.queries import people_for
from coffeecop.web.fields import RowField, day_field
from coffeecop.web.forms import (
    SPANISH_LATER,
    TOO_LONG,
    IdempotencyKeyMixin,
    VersionForm,
    in_one_language,
    keep_paragraphs,
    optional_line,
    replace_process_error,
)
from coffeecop.web.photos import MEDIA_TYPES, NotAPhoto, Photo, TooManyPixels, make_photo

DUE_IN = timedelta(days=30)
YEARS = range(1970, 2101)
CHOOSE_DAY = _l("Choose a day.")


class Saying(enum.StrEnum):
    """What is said of a matter, as addresses name it."""

    ANSWER = "answer"
    PROMISE = "promise"
    # How far it is.
    NOTE = "note"
    DONE = "done"
    CANNOT = "cannot"

    @classmethod
    def read(cls, text: str | None, matter: Matter) -> "Saying | None":
        """Return what an address names: how far it is, only of what is promised."""
        found = parse_choice(cls, text)
        return cls.PROMISE if found is cls.NOTE and not matter.is_doing else found


STATE_AFTER = {
    Saying.ANSWER: MatterState.ANSWERED,
    Saying.PROMISE: MatterState.DOING,
    Saying.NOTE: MatterState.DOING,
    Saying.DONE: MatterState.DONE,
    Saying.CANNOT: MatterState.CANNOT,
}
LABELS = {
    Saying.ANSWER: (_l("Your answer in English"), _l("Your answer in Spanish")),
    Saying.PROMISE: (_l("What you promise, in English"), _l("What you promise, in Spanish")),
    Saying.NOTE: (_l("Progress, in English"), _l("Progress, in Spanish")),
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


NEEDED = replace_process_error(CHOOSE_DAY), InputRequired(CHOOSE_DAY)


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
    owner = RowField(_l("Who does it?"), validate_choice=True)
    deputy = RowField(_l("Deputy"), validate_choice=True)
    due_on = day_field(_l("By when?"), *NEEDED)
    day = day_field(_l("Done on"), *NEEDED)
    photo = FileField(
        _l("A photo of it"),
        description=_l(
            "JPEG, PNG or WebP. No faces, no license plates. We keep a small copy without the "
            "place and the time that a phone writes into a photo."
        ),
        render_kw={"accept": MEDIA_TYPES},
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
        self, matter: Matter, saying: Saying, *, member: StaffMember, **values: Any
    ) -> None:
        super().__init__(**values)
        people, asked = people_for(member, matter), who_asked(matter)
        self.of_matter, self.what = matter, saying
        self.today = member.agency.today
        self.photo_made: Photo | None = None
        self.photo_error: str | None = None
        # How many; None: nobody was to be told.
        self.notified: int | None = None
        self.saying.data = saying
        self.said_en.label.text, self.said_es.label.text = LABELS[saying]
        self.owner.offer(people)
        self.deputy.offer(people, _("Nobody"))
        self.tell.label.text = words_for_telling(asked)
        self.has_someone_to_tell = asked.number > 0
        self.may_publish = may_publish(member)
        # Not those that hang on the matter's state: with them a second tap would be another form.
        for name, sayings in ONLY_FOR.items():
            if saying not in sayings:
                del self[name]

    @classmethod
    def begun(cls, matter: Matter, saying: Saying, *, member: StaffMember) -> Self:
        """Begin with what stands already, so that it can be put right."""
        given = _begun(matter, saying, by=member)
        return cls(matter, saying, member=member, formdata=None, **given)

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
    def what_was_done(self) -> str:
        return _("Saved.") if self.notified is None else words_for_notified(self.notified)

    def is_said(self, *, by: StaffMember) -> bool:
        """Say it to whom the form says; say so in the form if a colleague was first.

        Idempotent by its key. Raises CannotSay, LacksWords.
        """
        matter = self.of_matter
        key_hash, seen = self.key_hash("step", str(matter.id)), self.version.data
        try:
            say(matter, self.said, key_hash=key_hash, seen=seen, by=by, asked=self.asked)
        except ChangedByColleague:
            self.add_conflict(matter)
            return False
        if self.may_publish:
            (publish if self.publish.data else unpublish)(matter, by=by)
        if self.value("tell"):
            self.notified = tell(matter, by=by)
        return True

    @property
    def asked(self) -> dict[str, Any]:
        names = ("asked_en", "asked_es")
        return {name: self[name].data for name in names if self[name].data}

    @property
    def said(self) -> Said:
        return Said(
            state=STATE_AFTER[self.what],
            is_note=self.what is Saying.NOTE,
            en=self.said_en.data,
            es=self.said_es.data,
            owner=self.owner.row if "owner" in self else None,
            deputy=self.deputy.row if "deputy" in self else None,
            due_on=self.value("due_on"),
            day=self.value("day"),
            photo=self.made_photo,
        )

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

    def validate_due_on(self, field: DateField) -> None:
        if field.data.year not in YEARS:
            raise ValidationError(_("Check the year."))

    def validate_day(self, field: DateField) -> None:
        self.validate_due_on(field)
        if field.data > self.today:
            raise ValidationError(_("This day is still to come."))

    def read_photo(self) -> None:
        """Decode the photo, which takes a while, before the form is validated."""
        if not self.value("photo"):
            return
        try:
            self.photo_made = make_photo(self.photo.data.stream)
        except NotAPhoto:
            self.photo_error = _("We can't read this photo. Choose a JPEG, PNG or WebP file.")
        except TooManyPixels:
            self.photo_error = _("This photo is too large. Make it smaller, then choose it again.")

    def validate_photo(self, field: FileField) -> None:
        if self.photo_error:
            raise ValidationError(self.photo_error)

    def validate(self, extra_validators: Any = None) -> bool:
        super().validate(extra_validators)
        keeps = self._old_photo(self.of_matter) and not self.value("removes_photo")
        has_photo = "photo" in self and (self.photo.data or keeps)
        if has_photo and not (self.alt_en.data or self.alt_es.data):
            self.alt_en.errors = [_("Say what the photo shows.")]
        return not self.errors


def _begun(matter: Matter, saying: Saying, *, by: StaffMember) -> dict[str, Any]:
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
    if asked.by_mail:
        return _(
            "Tell the %(number)s who asked (%(mails)s by mail)",
            number=asked.number,
            mails=asked.by_mail,
        )
    return _("Tell the %(number)s who asked", number=asked.number)
