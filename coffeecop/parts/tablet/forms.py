from datetime import timedelta

from flask import request
from werkzeug.datastructures import MultiDict
from wtforms import HiddenField

from coffeecop.models import Event
from coffeecop.parts import links_of
from coffeecop.parts.resident_links import Code
from coffeecop.parts.tablet.sealing import NotSealed, open_sealed
from coffeecop.public.forms.concern import ConcernForm, OfficerForm, says_about_officer
from coffeecop.public.forms.door import DoorForm
from coffeecop.web.fields import SaidEarlierMixin
from coffeecop.web.forms import Form
from coffeecop.web.tokens import door_code, door_in_address

# What a concern that waited can do without.
BESIDE_THE_WORDS = frozenset({"topics", "place", "contact"})


class TabletMixin:
    """Adds a key to each entry: without a network several are written on one copy of a page."""

    entry_key = HiddenField()
    # A tablet may lie in a drawer before it finds a network again.
    longest_life = timedelta(days=366)


class TabletConcernForm(TabletMixin, ConcernForm):
    def validate_unattended(self) -> bool:
        """Validate what waited: nobody is there to mend it, so what is wrong is left out."""
        self.validate()
        if self.suggested_address:
            # The first time asks whether it is a slip; now it stays as it was typed.
            self.validate()
        self.find_notes()
        wrong = set(self.errors)
        for name in wrong & BESIDE_THE_WORDS:
            self[name].data = None
        return wrong <= BESIDE_THE_WORDS


class TabletOfficerForm(TabletMixin, OfficerForm):
    pass


class TabletDoorForm(TabletMixin, DoorForm):
    pass


def form_as_sent(
    event: Event, *, is_refused: bool = False
) -> TabletConcernForm | TabletOfficerForm:
    kind = TabletOfficerForm if says_about_officer() else TabletConcernForm
    return kind.refused(event=event) if is_refused else kind(event)


def has_door(event: Event) -> bool:
    return any(each.sheet == "door" for each in links_of(event.agency, Code))


def counts_here(event: Event) -> bool:
    """Return whether people can count themselves in on a tablet that was opened like this."""
    return door_in_address() == door_code(event) and has_door(event)


class WaitedForm(SaidEarlierMixin, Form):
    """A form that was filled in without a network, sealed until now."""

    class Meta:
        csrf = False

    sealed = HiddenField()

    @property
    def fields(self) -> MultiDict[str, str]:
        """Return the fields of that form; none if it cannot be opened at this address."""
        try:
            return open_sealed(self.sealed.data or "", request.path)
        except NotSealed:
            return MultiDict()
