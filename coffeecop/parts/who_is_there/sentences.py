"""Five questions and their sentences. A person chose three of them from these lists; the other two
follow from the schedule and from what the program does.
"""

from collections.abc import Mapping
from typing import NamedTuple

from flask_babel import gettext as _
from flask_babel import lazy_gettext as _l
from flask_babel.speaklater import LazyString

from coffeecop.models import Agency
from coffeecop.parts import links_of
from coffeecop.parts.resident_links import KeepingTimes
from coffeecop.parts.who_is_there.models import Asks, Cameras, Invited
from coffeecop.web.i18n import localized

QUESTIONS: Mapping[str, LazyString] = {
    "invited": _l("Who did you ask to come?"),
    "asks": _l("Do you ask about my immigration status, or look up my name?"),
    "cameras": _l("Are your cameras on?"),
    "kept": _l("What do you keep of what I say?"),
    "readers": _l("Who can read it?"),
}
# Each stands by itself, too: on a poster.
SENTENCES: Mapping[str, Mapping[str, LazyString]] = {
    "invited": {
        Invited.OURS: _l(
            "We asked only our own people to come. We did not ask ICE to come, and no other "
            "immigration agency."
        ),
        Invited.LOCAL: _l(
            "We asked our own people to come, and some from the city or county. We did not ask ICE "
            "to come, and no other immigration agency."
        ),
        Invited.POLICE: _l(
            "We asked other police to come, too. We did not ask ICE to come, and no other "
            "immigration agency."
        ),
        Invited.IMMIGRATION: _l("We asked an immigration agency, such as ICE, to come, too."),
    },
    "asks": {
        Asks.NOTHING: _l(
            "We do not ask what your immigration status is. We look up no names there."
        ),
        Asks.IF_WANTED: _l(
            "We do not ask what your immigration status is. We look up a name only if you ask us "
            "to."
        ),
        Asks.MAY: _l("We may ask what your immigration status is, or look up a name."),
    },
    "cameras": {
        Cameras.NONE: _l("We wear no cameras there."),
        Cameras.OFF: _l("Our cameras are off. We turn one on only if there is danger or a crime."),
        Cameras.ON: _l("The cameras that we wear are on."),
    },
}
CHOSEN = tuple(SENTENCES)


class Line(NamedTuple):
    question: str
    sentence: str


def lines(agency: Agency, codes: Mapping[str, str]) -> list[Line]:
    chosen = [words_of(name, codes[name]) for name in (*CHOSEN, "kept")]
    return [
        Line(str(question), sentence)
        for question, sentence in zip(
            QUESTIONS.values(), (*chosen, readers_sentence(agency)), strict=True
        )
    ]


def words_of(name: str, code: str) -> str:
    """Return the sentence of a code; the code itself if a later version has no such sentence."""
    if name == "kept":
        return kept_sentence(code)
    return str(SENTENCES[name].get(code, code))


def kept_code(agency: Agency) -> str:
    return next((each.code(agency) for each in links_of(agency, KeepingTimes)), "")


def kept_sentence(code: str) -> str:
    times = links_of(None, KeepingTimes)
    if not (code and times):
        return _("The department keeps the record. No end date is set.")
    return _(
        "What you write here, or an officer writes down here, is kept at least %(time)s. What we "
        "film has its own rules.",
        time=times[0].words(code),
    )


def readers_sentence(agency: Agency) -> str:
    return _(
        "Staff of %(department)s. If you say that it is about an officer, only those who take "
        "complaints can read it. By law, others may ask for a copy.",
        department=localized(agency, "name"),
    )
