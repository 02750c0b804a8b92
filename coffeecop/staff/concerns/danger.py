"""What staff are offered when somebody may be in danger."""

import re

from flask_babel import gettext as _

from coffeecop.engine.detectors.emergency import tells_of_sexual_assault
from coffeecop.models import Concern, FlagKind
from coffeecop.web.i18n import in_language

# A sentence, or a part of one, that asks for something not to be done: "Please do not call me."
ASKS_NOT = re.compile(
    r"(?:^|[.,;:!?]\s*|\n\s*|\b(?:please|but|so|and|por favor|pero|y)\s+)"
    r"(?:please\s+|por favor\s+)?"
    r"((?:don[\u2019']?t|do not|never|no)\s+(?:(?:me|le|les|nos|lo|la|ever)\s+)?"
    r"(?:call|phone|text|come|visit|tell|send|contact|write|mail|e-?mail|knock|report"
    r"|llame[ns]?|vengan?|diga[ns]?|cuente[ns]?|escriba[ns]?|manden?|env[ií]en?|avise[ns]?|toquen?)"
    r"\b[^.!?\n]*)",
    re.IGNORECASE,
)


# Whom a writer tells about: "my sister", "mi hijo".
TOLD_OF = re.compile(
    r"\b(?:my|our|mi|mis|nuestr[ao]) (?:\w+ )?(?:son|daughter|kids?|children|child|baby"
    r"|brother|sister|mom|mother|dad|father|grand(?:ma|pa|mother|father|son|daughter)|wife|husband|partner"
    r"|girlfriend|boyfriend|ex|aunt|uncle|cousin|niece|nephew|friend|neighbor|coworker|roommate"
    r"|student|hij[ao]s?|niñ[ao]s?|herman[ao]|mamá|madre|papá|padre|abuel[ao]|niet[ao]|espos[ao]"
    r"|marido|mujer|pareja|novi[ao]|tí[ao]|prim[ao]|sobrin[ao]|amig[ao]|vecin[ao]|compañer[ao])\b",
    re.IGNORECASE,
)


def told_of(text: str) -> str | None:
    """Return the first person whom the writer tells about, in their own words."""
    found = TOLD_OF.search(text)
    return found[0] if found else None


def asks_not_to(text: str) -> list[str]:
    """Return what the writer asks staff not to do, in their own words."""
    return [found.strip() for found in ASKS_NOT.findall(text)]


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
        if tells_of_sexual_assault(concern.body):
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
    is_of_victims = not kinds.isdisjoint(of_victims) or tells_of_sexual_assault(concern.body)
    if FlagKind.SELF_HARM not in kinds and is_of_victims:
        fitting = [advocate, crisis]
    elif kinds <= {FlagKind.THREAT, FlagKind.WELFARE}:
        fitting = []
    else:
        fitting = [crisis, advocate] if is_of_victims else [crisis]
    return [(name, phone) for name, phone in fitting if phone]
