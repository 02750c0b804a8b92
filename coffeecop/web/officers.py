"""Officers of an event in words: ranks in Spanish, who will be there, what they speak."""

import re
from collections import Counter
from collections.abc import Sequence

from babel import Locale
from flask import Flask
from flask_babel import get_locale, ngettext
from flask_babel import gettext as _
from flask_babel import lazy_gettext as _l

from coffeecop.models import Event, Language, RosterEntry, SpokenLanguage
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


def init_app(app: Flask) -> None:
    for shown in (officer_name, who_line, languages_line):
        app.add_template_filter(shown)


def officer_name(officer: RosterEntry) -> str:
    return name_with_rank(officer.name)


def name_with_rank(name: str) -> str:
    """Return the name with its rank in the page's language: "Sgt. Diaz" or "Sgto. Diaz"."""
    if current_language() is Language.ENGLISH:
        return name
    return _translated_rank(name)


def who_line(event: Event) -> str:
    """Return who will be there, the host first: "Sgt. Diaz and four officers"."""
    if not event.roster:
        return str(_("Officers who want to listen"))
    first, others = event.host or event.roster[0], len(event.roster) - 1
    if not others:
        return officer_name(first)
    return str(
        ngettext(
            "%(name)s and one officer",
            "%(name)s and %(count)s officers",
            others,
            name=officer_name(first),
            count=_number(others),
        )
    )


def languages_line(event: Event) -> str:
    """Return who speaks what besides English: "Two speak Spanish". Empty if nobody does."""
    spoken = Counter(
        language
        for officer in event.roster
        for language in officer.languages
        if language != SpokenLanguage.ENGLISH
    )
    # Spanish first, then by number and name.
    order = sorted(spoken, key=lambda one: (one != SpokenLanguage.SPANISH, -spoken[one], one))
    return ". ".join(_speakers(language, spoken[language], event.roster) for language in order)


def _translated_rank(name: str) -> str:
    found = RANK.match(name)
    if found is None:
        return name
    written = " ".join(found[1].replace(".", "").split()).lower()
    # Some have two: "Det. Sgt. Diaz".
    return f"{RANK_NAMES[written]} {_translated_rank(name[found.end() :])}"


def _speakers(language: str, speakers: int, roster: Sequence[RosterEntry]) -> str:
    name = Locale.parse(str(get_locale())).languages.get(language, language)
    if len(roster) == 1:
        return str(_("Speaks %(language)s", language=name))
    return str(
        ngettext(
            "One speaks %(language)s",
            "%(count)s speak %(language)s",
            speakers,
            language=name,
            count=_number(speakers).capitalize(),
        )
    )


def _number(number: int) -> str:
    return str(NUMBERS.get(number, number))
