"""Languages of a roster in words: what is spoken, and what was asked for."""

from collections import Counter
from collections.abc import Sequence

from babel import Locale
from flask import Flask
from flask_babel import get_locale, ngettext
from flask_babel import gettext as _
from flask_babel import lazy_gettext as _l

from coffeecop.models import Event, RosterEntry, SpokenLanguage
from coffeecop.models.roster_needs import LanguageNeed
from coffeecop.web.officers import listed, number_word, officer_name, staff_name

# Those that CLDR has no name for, in one of our languages at least.
OWN_NAMES = {
    SpokenLanguage.SIGN: _l("American Sign Language"),
    SpokenLanguage.MANDARIN: _l("Mandarin"),
    SpokenLanguage.MIXTEC: _l("Mixteco"),
}
MOST_SPEAKERS_NAMED = 3


def init_app(app: Flask) -> None:
    for shown in (languages_line, roster_line, need_line):
        app.add_template_filter(shown)


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
    return str(_("%(name)s – speaks %(languages)s", name=staff_name(entry), languages=languages))


def need_line(need: LanguageNeed, *, warns: bool = True) -> str:
    """Return who asked for a language and who speaks it, or, if it warns, that nobody does."""
    language, number = _needed(need), need.parties
    if need.is_met:
        return str(
            ngettext(
                "%(num)s asked for %(language)s: %(names)s",
                "%(num)s asked for %(language)s: %(names)s",
                number,
                language=language,
                names=_named_speakers(need.speakers),
            )
        )
    if warns:
        return str(
            ngettext(
                "%(num)s asked for %(language)s, nobody assigned",
                "%(num)s asked for %(language)s, nobody assigned",
                number,
                language=language,
            )
        )
    return str(
        ngettext(
            "%(num)s asked for %(language)s",
            "%(num)s asked for %(language)s",
            number,
            language=language,
        )
    )


def _besides_english(entry: RosterEntry) -> set[SpokenLanguage]:
    return set(entry.languages) - {SpokenLanguage.ENGLISH}


def _needed(need: LanguageNeed) -> str:
    if not need.languages:
        return str(_("another language"))
    names = [language_name(language) for language in sorted(need.languages)]
    if len(names) == 1:
        return names[0]
    return str(_("%(first)s or %(second)s", first=names[0], second=names[1]))


def _named_speakers(speakers: Sequence[RosterEntry]) -> str:
    names = [officer_name(speaker) for speaker in speakers[:MOST_SPEAKERS_NAMED]]
    if more := len(speakers) - len(names):
        names.append(str(ngettext("%(num)s more", "%(num)s more", more)))
    return listed(names)


def _speakers(language: SpokenLanguage, speakers: int, roster: Sequence[RosterEntry]) -> str:
    name = language_name(language)
    if language == SpokenLanguage.SIGN:
        return _signers(name, speakers, roster)
    if len(roster) == 1:
        return str(_("Speaks %(language)s", language=name))
    return str(
        ngettext(
            "One speaks %(language)s",
            "%(count)s speak %(language)s",
            speakers,
            language=name,
            count=number_word(speakers).capitalize(),
        )
    )


def _signers(name: str, signers: int, roster: Sequence[RosterEntry]) -> str:
    if len(roster) == 1:
        return str(_("Uses %(language)s", language=name))
    return str(
        ngettext(
            "One uses %(language)s",
            "%(count)s use %(language)s",
            signers,
            language=name,
            count=number_word(signers).capitalize(),
        )
    )
