"""What a listed concern says of itself besides its words."""

from collections.abc import Mapping
from datetime import date
from typing import NamedTuple

from flask_babel import gettext as _
from flask_babel import ngettext

from coffeecop.models import Better, Concern, ConcernSource, Language
from coffeecop.models.concern.parts import OPEN_STATES
from coffeecop.web.event_labels import event_label
from coffeecop.web.i18n import calendar_day


class Mark(NamedTuple):
    words: str
    # Red.
    is_urgent: bool = False


def due_marks(concern: Concern, day: date) -> list[Mark]:
    """Return by when it is to be done, if it still is."""
    due_on = concern.due_on
    if due_on is None or concern.state not in OPEN_STATES:
        return []
    late = (day - due_on).days
    if late > 0:
        return [Mark(ngettext("Due %(num)s day ago", "Due %(num)s days ago", late), is_urgent=True)]
    return [Mark(_("Due %(day)s", day=calendar_day(due_on)) if late else _("Due today"))]


def marks_of(concern: Concern, args: Mapping[str, str]) -> list[Mark]:
    """Return what staff must see first. args: those of the list, which says some of it itself."""
    found = []
    if concern.is_for_complaint_staff and "urgent" in args:
        about = _("About an officer") if concern.is_complaint else _("About an officer?")
        found.append(Mark(about))
    elif concern.is_held and "review" not in args:
        found.append(Mark(_("Waiting for review")))
    elif concern.is_hidden and "review" not in args:
        found.append(Mark(_("Hidden")))
    if "review" in args and concern.has_personal_details:
        found.append(Mark(_("With private details")))
    if concern.waiting_since and concern.better is Better.NO:
        found.append(Mark(_("Did not get better"), is_urgent=True))
    return found


def facts_of(concern: Concern, *, names_event: bool) -> list[str]:
    """Return where it comes from."""
    found = []
    if (concern.text_language or concern.language) != Language.ENGLISH:
        found.append(_("in Spanish"))
    if concern.source is ConcernSource.PAPER:
        found.append(_("from a card"))
    elif concern.source is ConcernSource.CAPTURE:
        found.append(_("told to %(name)s", name=concern.entered_by and concern.entered_by.name))
    if concern.people > 1:
        found.append(ngettext("%(num)s person", "%(num)s people", concern.people))
    return [*found, event_label(concern.event)] if names_event else found
