import enum
from typing import Any

from flask import request
from flask_babel import lazy_gettext as _l
from wtforms import HiddenField, SelectMultipleField

from coffeecop.models.matters import LONGEST_ALSO, LONGEST_MATTER_NAME
from coffeecop.staff.concern_list.picks import parse_ids
from coffeecop.web.forms import IdempotencyKeyMixin, VersionForm, optional_line
from coffeecop.web.security import parse_id


def in_address(name: str) -> int | None:
    return parse_id(request.args.get(name, ""))


class Then(enum.StrEnum):
    """What a button of the page does once the ticks are saved; else it leads to a matter."""

    NAME = "name"
    MORE = "more"
    ANOTHER = "another"
    DONE = "done"


class RoomForm(IdempotencyKeyMixin, VersionForm):
    """A name for what several say, who says so, and what the page showed."""

    name = optional_line(_l("Several say the same? Name it"), most=LONGEST_MATTER_NAME)
    also = optional_line(_l("How else do people say it?"), most=LONGEST_ALSO)
    # What is no id is no tick.
    ticked = SelectMultipleField(validate_choice=False)
    # Ids of the texts as they were shown: all in order, those that belonged, those asked about.
    shown = HiddenField()
    belonged = HiddenField()
    asked = HiddenField()
    then = HiddenField()
    # The last text that was read, where the rest says something else.
    last = HiddenField()

    @property
    def is_done(self) -> bool:
        return self.then.data == Then.DONE or bool(self.last.data)

    @property
    def next_id(self) -> int | None:
        """Return the matter to which the page turns next."""
        return parse_id(self.then.data or "")

    @property
    def ticked_ids(self) -> set[int]:
        return {found for each in self.ticked.data or () if (found := parse_id(each))}

    @property
    def belonged_ids(self) -> set[int]:
        return set(parse_ids(self.belonged.data or ""))

    @property
    def read_ids(self) -> set[int]:
        """Return what was shown, down to the last text that was read."""
        shown, last = parse_ids(self.shown.data or ""), parse_id(self.last.data or "")
        return set(shown[: shown.index(last) + 1] if last in shown else shown)

    @property
    def refused_ids(self) -> set[int]:
        """Return what was asked about, read and not ticked."""
        return set(parse_ids(self.asked.data or "")) & self.read_ids - self.ticked_ids

    def validate(self, extra_validators: Any = None) -> bool:
        if not super().validate(extra_validators):
            return False
        needs_name = self.then.data == Then.NAME or self.ticked_ids
        if needs_name and not self.name.data:
            self.name.errors = [_l("Name what they say first.")]
        return not self.name.errors
