"""The roster of an event in words: ranks in Spanish, and who will be there."""

import re
from collections.abc import Sequence

from flask import Flask
from flask_babel import gettext as _
from flask_babel import lazy_gettext as _l
from flask_babel import ngettext

from coffeecop.models import Event, Language, RosterEntry, RosterRole, RosterShown
from coffeecop.web.i18n import current_language

# Ranks as departments write them: in lower case, without periods. Their translations must be
# the same for women and men. "Agente" is not used: many residents think of immigration agents.
RANKS = (
    (_l("Chief"), ("chief", "chief of police", "police chief")),
    (
        _l("Deputy chief"),
        (
            *("deputy chief", "dep chief", "assistant chief", "asst chief"),
            *("deputy chief of police", "assistant chief of police", "asst chief of police"),
        ),
    ),
    (_l("Cmdr."), ("commander", "cmdr", "cdr")),
    (_l("Capt."), ("captain", "capt", "cpt")),
    (_l("Lt."), ("lieutenant", "lieut", "lt")),
    (_l("Sgt."), ("sergeant", "sgt")),
    (_l("Corporal"), ("corporal", "cpl")),
    (_l("Detective"), ("detective", "det")),
    (_l("Officer"), ("officer", "ofc", "ofcr", "police officer")),
    # Deputies of a sheriff; residents call them officers too.
    (_l("Officer"), ("deputy", "dep", "deputy sheriff", "sheriff's deputy")),
    (_l("Sheriff"), ("sheriff",)),
)
RANK_NAMES = {written: name for name, forms in RANKS for written in forms}
# The longest first, so that "Deputy chief" is not read as "Deputy".
RANK = re.compile(
    r"({})\.?\s+(?=\S)".format(
        "|".join(
            re.escape(written).replace(r"\ ", r"\.?\s+")
            for written in sorted(RANK_NAMES, key=len, reverse=True)
        )
    ),
    re.IGNORECASE,
)
# Above it, numbers are written in digits.
NUMBERS = {
    2: _l("two"),
    3: _l("three"),
    4: _l("four"),
    5: _l("five"),
    6: _l("six"),
    7: _l("seven"),
    8: _l("eight"),
    9: _l("nine"),
    10: _l("ten"),
}


# In Spanish, "y" becomes "e" before the sound of an "i".
AND_BEFORE_I = re.compile(r" y (?=h?[ií](?![aeo]))", re.IGNORECASE)


def init_app(app: Flask) -> None:
    for shown in (officer_name, staff_name, who_line):
        app.add_template_filter(shown)


def officer_name(entry: RosterEntry) -> str:
    return name_with_rank(entry.name) if entry.is_officer else entry.name


def name_with_rank(name: str) -> str:
    """Return the name with its rank in the page's language: "Sgt. Diaz" or "Sgto. Diaz"."""
    if current_language() is Language.ENGLISH:
        return name
    return _translated_rank(name)


def staff_name(entry: RosterEntry) -> str:
    """Return the name with what staff know of it: "Sgt. Diaz (host)"."""
    if entry.is_host:
        return str(_("%(name)s (host)", name=officer_name(entry)))
    return _name_and_role(entry)


def who_line(event: Event) -> str:
    """Return who will be there, as the department shows it: "Sgt. Diaz and four officers"."""
    officers = [entry for entry in event.roster if entry.is_officer]
    partners = [entry for entry in event.roster if not entry.is_officer]
    shown = event.agency.roster_shown
    if not officers:
        words = [str(_("officers who want to listen"))]
    elif shown is RosterShown.NAMES:
        words = [officer_name(officer) for officer in officers]
    else:
        words = _host_and_number(officers, names_host=shown is RosterShown.HOST)
    if shown is RosterShown.NAMES:
        words += [_name_and_role(partner) for partner in partners]
    else:
        words += _numbers_by_role(partners)
    line = listed(words)
    return line[0].upper() + line[1:]


def listed(words: Sequence[str]) -> str:
    """Return words as a list in a sentence: "Sgt. Diaz, two officers and an interpreter"."""
    if len(words) < 2:
        return "".join(words)
    line = str(_("%(listed)s and %(last)s", listed=", ".join(words[:-1]), last=words[-1]))
    return AND_BEFORE_I.sub(" e ", line) if current_language() is Language.SPANISH else line


def number_word(number: int) -> str:
    return str(NUMBERS.get(number, number))


def _host_and_number(officers: Sequence[RosterEntry], *, names_host: bool) -> list[str]:
    host = [officer_name(officer) for officer in officers if officer.is_host and names_host]
    others = len(officers) - len(host)
    return [*host, *([_counted(RosterRole.OFFICER, others)] if others else [])]


def _numbers_by_role(partners: Sequence[RosterEntry]) -> list[str]:
    roles = [partner.role for partner in partners]
    return [_counted(role, roles.count(role)) for role in RosterRole if role in roles]


def _counted(role: RosterRole, number: int) -> str:
    count = number_word(number)
    match role:
        case RosterRole.OFFICER:
            return str(ngettext("one officer", "%(count)s officers", number, count=count))
        case RosterRole.INTERPRETER:
            return str(ngettext("an interpreter", "%(count)s interpreters", number, count=count))
        case RosterRole.SOCIAL_WORKER:
            return str(ngettext("a social worker", "%(count)s social workers", number, count=count))
        case RosterRole.ANIMAL_CONTROL:
            return str(
                ngettext(
                    "one from animal control", "%(count)s from animal control", number, count=count
                )
            )
        case RosterRole.PARTNER:
            return str(ngettext("a local partner", "%(count)s local partners", number, count=count))


def _name_and_role(entry: RosterEntry) -> str:
    match entry.role:
        case RosterRole.INTERPRETER:
            return str(_("%(name)s (interpreter)", name=entry.name))
        case RosterRole.SOCIAL_WORKER:
            return str(_("%(name)s (social worker)", name=entry.name))
        case RosterRole.ANIMAL_CONTROL:
            return str(_("%(name)s (animal control)", name=entry.name))
    return officer_name(entry)


def _translated_rank(name: str) -> str:
    found = RANK.match(name)
    if found is None:
        return name
    written = " ".join(found[1].replace(".", "").split()).lower()
    # Some have two: "Det. Sgt. Diaz".
    return f"{RANK_NAMES[written]} {_translated_rank(name[found.end() :])}"
