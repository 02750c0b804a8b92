"""The usual words for how far a concern is, for residents. A department can have its own."""

from datetime import date, datetime
from typing import Any, NamedTuple

from flask_babel import gettext as _
from flask_babel import lazy_gettext as _l
from flask_babel import ngettext
from flask_babel.speaklater import LazyString

from coffeecop.config.labels import Labelled
from coffeecop.engine.landmarks import landmark_name
from coffeecop.models import Agency, Concern, ConcernState, FlagLevel, Language, ResidentState
from coffeecop.models.concern.counts import States
from coffeecop.models.suggestions import Confidence
from coffeecop.parts import links_of
from coffeecop.parts.links import Words
from coffeecop.parts.resident_links import KeepingTimes
from coffeecop.web.i18n import calendar_day, current_language, in_each_language


class StateText(NamedTuple):
    """The label is the title of the receipt's page too; it names neither police nor subject."""

    label: LazyString
    sentence: LazyString


USUAL_TEXTS = {
    ResidentState.RECEIVED: StateText(
        _l("Not read yet"), _l("Officers will read it. Your words are saved.")
    ),
    ResidentState.READ: StateText(
        _l("It was read"), _l("An officer has read it. Your words are saved.")
    ),
    ResidentState.LOOKED_INTO: StateText(
        _l("It is being looked into"), _l("Somebody is working on it.")
    ),
    ResidentState.TALKED_ABOUT: StateText(
        _l("It was talked about"), _l("Officers have talked about it.")
    ),
    ResidentState.ANSWERED: StateText(
        _l("You have an answer"), _l("You can still add something below.")
    ),
    ResidentState.PASSED_ON: StateText(
        _l("It was passed on"), _l("Another office can do more about it.")
    ),
    ResidentState.DECLINED: StateText(
        _l("The department cannot do it"), _l("Here is why. You can still add something below.")
    ),
    ResidentState.CLOSED: StateText(
        _l("The department has closed it"), _l("You can still add something below.")
    ),
}


# Where those are that asked for an answer; the same words wherever they are counted.
ASKED_NAMES = {
    ConcernState.ANSWERED: _l("Answered in writing"),
    ConcernState.TALKED_ABOUT: _l("Talked about"),
    ConcernState.PASSED_ON: _l("Passed on"),
    ConcernState.DECLINED: _l("Cannot do"),
    ConcernState.CLOSED: _l("Closed"),
    None: _l("Not answered yet"),
}


def label(value: Labelled) -> str:
    """Return what a stored value is called, in the page's language."""
    return _(value.label)


class Note(NamedTuple):
    """What stands below the text of a listed concern. tone: strong; urgent: red, too."""

    words: str
    tone: str = ""


def flag_note(flag: Any) -> Note:
    """Return the words of a flag: red only if it cannot wait."""
    is_open = flag.seen_at is None
    if is_open and flag.level is not FlagLevel.NOW:
        return Note(_("Read first: %(flag)s", flag=label(flag.kind)), "strong")
    return Note(label(flag.kind), "urgent" if is_open else "strong")


def due_note(days_late: int, due_on: date) -> Note:
    """Return by when it is to be done, red once it is late; negative before the date."""
    if days_late > 0:
        late = ngettext("Due %(num)s day ago", "Due %(num)s days ago", days_late)
        return Note(late, "urgent")
    if days_late == 0:
        return Note(_("Due today"), "strong")
    return Note(_("Due %(day)s", day=calendar_day(due_on)))


def topic_words(name: str, confidence: Confidence | None = None) -> str:
    """Return the name of a topic, and how sure the program is of what it thinks."""
    if confidence is None:
        return name
    if confidence == Confidence.VERY_LIKELY:
        return _("%(topic)s, very likely", topic=name)
    if confidence == Confidence.LIKELY:
        return _("%(topic)s, likely", topic=name)
    return _("%(topic)s, possible", topic=name)


def asked_line(states: States) -> str:
    """Return how many asked for an answer, and where all of them are."""
    asked = states.number_asked
    if not asked:
        return _("Nobody asked for an answer")
    where = (f"{ASKED_NAMES[state]}: {number}" for state, number in states.where_asked if number)
    return ". ".join([ngettext("%(num)s asked", "%(num)s asked", asked), *where])


def place_name(key: str, label: str) -> str:
    """Return a place as people write it; a landmark such as the library in the page's language."""
    landmark = landmark_name(key, current_language())
    return landmark.capitalize() if landmark else label


def usual_texts_by_language() -> dict[Language, dict[ResidentState, tuple[str, str]]]:
    return in_each_language(
        lambda: {
            state: (str(usual.label), str(usual.sentence)) for state, usual in USUAL_TEXTS.items()
        }
    )


def kept_for(agency: Agency, *, about_officer: bool = False) -> Words | None:
    """Return how long a department keeps what residents say; None: nothing goes by itself."""
    times = links_of(agency, KeepingTimes)
    return times[0].time(agency, about_officer) if times else None


def keep_until(concern: Concern) -> datetime | None:
    """Return until when it is kept at least; None: it does not go by itself."""
    times = links_of(concern.event.agency, KeepingTimes)
    return times[0].until(concern) if times else None
