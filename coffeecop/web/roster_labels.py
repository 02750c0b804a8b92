"""The roster of an event in words: ranks in Spanish, who will be there, who speaks what."""

import re
from collections import Counter
from collections.abc import Sequence

from babel import Locale
from flask_babel import get_locale, ngettext
from flask_babel import gettext as _
from flask_babel import lazy_gettext as _l

from coffeecop.models import Event, Language, RosterEntry, RosterRole, RosterShown, SpokenLanguage
from coffeecop.models.event.attendance import LanguageNeed
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
# Those that CLDR has no name for, in one of our languages at least.
OWN_NAMES = {
    SpokenLanguage.SIGN: _l("American Sign Language"),
    SpokenLanguage.MANDARIN: _l("Mandarin"),
    SpokenLanguage.MIXTEC: _l("Mixteco"),
}
MOST_SPEAKERS_NAMED = 3


def officer_name(entry: RosterEntry) -> str:
    return name_with_rank(entry.name) if entry.is_officer else entry.name


def name_with_rank(name: str) -> str:
    """Return the name with its rank in the page's language: "Sgt. Diaz" or "Sgto. Diaz"."""
    found = RANK.match(name)
    if found is None or current_language() is Language.ENGLISH:
        return name
    written = " ".join(found[1].replace(".", "").split()).lower()
    # Some have two: "Det. Sgt. Diaz".
    return f"{RANK_NAMES[written]} {name_with_rank(name[found.end() :])}"


def staff_name(entry: RosterEntry) -> str:
    """Return the name with what staff know of it: "Sgt. Diaz (host)"."""
    if entry.is_host:
        return _("%(name)s (host)", name=officer_name(entry))
    return _name_and_role(entry)


def who_line(event: Event) -> str:
    """Return who will be there, as the department shows it: "Sgt. Diaz and four officers"."""
    officers = [entry for entry in event.roster if entry.is_officer]
    partners = [entry for entry in event.roster if not entry.is_officer]
    shown = event.agency.roster_shown
    if not officers:
        words = [_("officers who want to listen")]
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
    line = _("%(listed)s and %(last)s", listed=", ".join(words[:-1]), last=words[-1])
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
            return ngettext("one officer", "%(count)s officers", number, count=count)
        case RosterRole.INTERPRETER:
            return ngettext("an interpreter", "%(count)s interpreters", number, count=count)
        case RosterRole.SOCIAL_WORKER:
            return ngettext("a social worker", "%(count)s social workers", number, count=count)
        case RosterRole.ANIMAL_CONTROL:
            return ngettext(
                "one from animal control", "%(count)s from animal control", number, count=count
            )
        case RosterRole.PARTNER:
            return ngettext("a local partner", "%(count)s local partners", number, count=count)


def _name_and_role(entry: RosterEntry) -> str:
    match entry.role:
        case RosterRole.INTERPRETER:
            return _("%(name)s (interpreter)", name=entry.name)
        case RosterRole.SOCIAL_WORKER:
            return _("%(name)s (social worker)", name=entry.name)
        case RosterRole.ANIMAL_CONTROL:
            return _("%(name)s (animal control)", name=entry.name)
    return officer_name(entry)


def language_name(language: SpokenLanguage) -> str:
    if language in OWN_NAMES:
        return str(OWN_NAMES[language])
    return str(Locale.parse(str(get_locale())).languages.get(language, language))


def languages_line(event: Event) -> str:
    """Return who speaks what besides English: "Two speak Spanish". Empty if nobody does."""
    spoken = Counter(language for entry in event.roster for language in _besides_english(entry))
    # Spanish first, then by number and name.
    order = sorted(spoken, key=lambda one: (one != SpokenLanguage.SPANISH, -spoken[one], one))
    return ". ".join(_speakers(language, spoken[language], event.roster) for language in order)


def roster_line(entry: RosterEntry) -> str:
    """Return an entry as staff see it: "Sgt. Diaz (host) – speaks Spanish"."""
    spoken = sorted(_besides_english(entry), key=list(SpokenLanguage).index)
    if not spoken:
        return staff_name(entry)
    languages = listed([language_name(language) for language in spoken])
    return _("%(name)s – speaks %(languages)s", name=staff_name(entry), languages=languages)


def need_line(need: LanguageNeed, *, warns: bool = True) -> str:
    """Return who asked for a language and who speaks it, or, if it warns, that nobody does."""
    language, number = _needed(need), need.parties
    if need.is_met:
        return ngettext(
            "%(num)s asked for %(language)s: %(names)s",
            "%(num)s asked for %(language)s: %(names)s",
            number,
            language=language,
            names=_named_speakers(need.speakers),
        )
    if warns:
        return ngettext(
            "%(num)s asked for %(language)s, nobody assigned",
            "%(num)s asked for %(language)s, nobody assigned",
            number,
            language=language,
        )
    return ngettext(
        "%(num)s asked for %(language)s",
        "%(num)s asked for %(language)s",
        number,
        language=language,
    )


def unmet_line(need: LanguageNeed) -> str:
    if not need.languages:
        return need_line(need)
    return _("Nobody speaks %(language)s (%(number)s)", language=_needed(need), number=need.parties)


def _besides_english(entry: RosterEntry) -> set[SpokenLanguage]:
    return set(entry.languages) - {SpokenLanguage.ENGLISH}


def _needed(need: LanguageNeed) -> str:
    if not need.languages:
        return _("another language")
    names = [language_name(language) for language in sorted(need.languages)]
    if len(names) == 1:
        return names[0]
    return _("%(first)s or %(second)s", first=names[0], second=names[1])


def _named_speakers(speakers: Sequence[RosterEntry]) -> str:
    names = [officer_name(speaker) for speaker in speakers[:MOST_SPEAKERS_NAMED]]
    if more := len(speakers) - len(names):
        names.append(ngettext("%(num)s more", "%(num)s more", more))
    return listed(names)


def _speakers(language: SpokenLanguage, speakers: int, roster: Sequence[RosterEntry]) -> str:
    name = language_name(language)
    if language == SpokenLanguage.SIGN:
        return _signers(name, speakers, roster)
    if len(roster) == 1:
        return _("Speaks %(language)s", language=name)
    return ngettext(
        "One speaks %(language)s",
        "%(count)s speak %(language)s",
        speakers,
        language=name,
        count=number_word(speakers).capitalize(),
    )


def _signers(name: str, signers: int, roster: Sequence[RosterEntry]) -> str:
    if len(roster) == 1:
        return _("Uses %(language)s", language=name)
    return ngettext(
        "One uses %(language)s",
        "%(count)s use %(language)s",
        signers,
        language=name,
        count=number_word(signers).capitalize(),
    )
