from collections.abc import Mapping
from typing import Any, Self

from flask_babel import gettext as _
from flask_babel import lazy_gettext as _l
from flask_babel import ngettext
from wtforms import BooleanField, HiddenField, StringField
from wtforms.validators import InputRequired, Length

from coffeecop.matters.verbs import change, combine, start
from coffeecop.models import Matter, StaffMember
from coffeecop.models.keys import ChangedByColleague
from coffeecop.models.matters import LONGEST_ASKED, LONGEST_MATTER_NAME
from coffeecop.staff.matters.queries import Origin, others_only_heard, topics_for, venues_of
from coffeecop.web.fields import RowField
from coffeecop.web.forms import (
    SPANISH_LATER,
    TOO_LONG,
    IdempotencyKeyMixin,
    StaffForm,
    VersionForm,
    optional_line,
    required_line,
    strip,
)
from coffeecop.web.i18n import localized

# What a matter is started from, and the form that follows, as in the address.
IN_ADDRESS = ("concerns", "event", "topic", "place", "line", "open")
OWN_WORDS = _l("In your own words. Never what a resident wrote.")


def name_field(label: Any, description: Any) -> StringField:
    missing = _l("Give it a short name.")
    return required_line(label, missing, most=LONGEST_MATTER_NAME, description=description)


def also_field() -> StringField:
    return optional_line(
        _l("How else do people say it?"),
        most=LONGEST_MATTER_NAME,
        description=_l("It helps to find who else says so."),
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


def place_field() -> StringField:
    return optional_line(_l("Place"), most=120, description=_l("Such as: Ninth and Oak."))


class StartForm(IdempotencyKeyMixin, StaffForm):
    name = name_field(
        _l("What do several people say?"),
        _l("A short name, such as: The dark crosswalk on Ninth. Staff read it."),
    )
    also = also_field()
    # The place that several name; `place` is its key in the address.
    where = place_field()
    concerns = HiddenField()
    event = HiddenField()
    topic = HiddenField()
    place = HiddenField()
    line = HiddenField()
    open = HiddenField()

    @classmethod
    def begun(cls, given: Mapping[str, str], origin: Origin) -> Self:
        """Begin with the name that is given, or the topic's. Never a resident's words."""
        of_topic = localized(origin.topic, "name") if origin.topic else ""
        name = (given.get("name") or of_topic)[:LONGEST_MATTER_NAME]
        same = {each: given.get(each, "") for each in IN_ADDRESS}
        return cls(formdata=None, name=name, where=origin.place, **same)

    def start(self, origin: Origin, *, by: StaffMember) -> Matter:
        return start(
            self.name.data,
            key_hash=self.key_hash("matter", str(by.id)),
            by=by,
            concerns=origin.concerns,
            event=origin.event,
            also=self.also.data,
            topic_id=origin.topic.id if origin.topic else None,
            place=self.where.data,
        )


class OneTapForm(IdempotencyKeyMixin, VersionForm):
    """What needs no words."""


class MatterForm(VersionForm):
    """What is typed of a matter itself."""

    @property
    def values(self) -> dict[str, Any]:
        raise NotImplementedError

    def is_saved(self, matter: Matter, *, by: StaffMember) -> bool:
        """Change it as the form says; say so in the form if a colleague was first."""
        try:
            change(matter, self.values, seen=self.version.data, by=by)
        except ChangedByColleague:
            self.add_conflict(matter)
            return False
        return True


class ChangeForm(AskedMixin, MatterForm):
    """Names, what people said, and where it belongs."""

    name = name_field(_l("Name"), _l("Staff read it."))
    also = also_field()
    topic = RowField(_l("Topic"), validate_choice=True)
    venue = RowField(_l("Where events are"), validate_choice=True)
    place = place_field()

    def __init__(self, matter: Matter, *, member: StaffMember, **values: Any) -> None:
        super().__init__(**values)
        topics = topics_for(member, matter.topic_id)
        self.topic.offer(topics, _("No topic"), name=lambda each: localized(each, "name"))
        self.venue.offer(venues_of(member), _("Nowhere in particular"))

    @classmethod
    def begun(cls, matter: Matter, *, member: StaffMember) -> Self:
        chosen = {"topic": matter.topic_id, "venue": matter.venue_id}
        return cls(matter, member=member, formdata=None, obj=matter, **chosen)

    @property
    def values(self) -> dict[str, Any]:
        typed = {
            name: self[name].data for name in ("name", "also", "asked_en", "asked_es", "place")
        }
        return {**typed, "topic_id": self.topic.data, "venue_id": self.venue.data}


class CombineForm(StaffForm):
    other = RowField(_l("Another one that nothing was said about yet"), validate_choice=True)
    sure = BooleanField(
        _l("What belongs to it belongs to this one from now on, and the other one goes"),
        validators=[InputRequired(_l("Say that you are sure."))],
    )

    def __init__(self, matter: Matter, **values: Any) -> None:
        super().__init__(**values)
        self.of_matter = matter
        self.other.offer(others_only_heard(matter))

    def combine(self, *, by: StaffMember) -> None:
        """Raises CannotCombine, MustStay."""
        combine(self.of_matter, self.other.row, by=by)


def words_for_notified(number: int) -> str:
    if not number:
        return _("Saved. Nobody is left to tell.")
    return ngettext(
        "Saved, and told to %(num)s who asked.", "Saved, and told to %(num)s who asked.", number
    )
