"""Languages that parties asked for in their own words, held against the roster of their event."""

import re
import unicodedata
from collections import defaultdict
from collections.abc import Iterator
from dataclasses import dataclass

from sqlalchemy import select

from coffeecop.db import db
from coffeecop.models.attendance import Need, Rsvp, RsvpNeed, RsvpStatus
from coffeecop.models.event import Event
from coffeecop.models.event_parts import RosterEntry, SpokenLanguage

LANGUAGE_NEEDS = (Need.SPANISH, Need.OTHER_LANGUAGE, Need.SIGN_LANGUAGE)
# What was asked for without a name that is known.
UNKNOWN: frozenset[SpokenLanguage] = frozenset()
# As people write them, in English, in Spanish and in the language itself. Left out is what would
# also match another language, as Mexican Sign Language: nobody must seem to have an interpreter.
NAMES = {
    SpokenLanguage.ENGLISH: ("English", "inglés"),
    SpokenLanguage.SPANISH: ("Spanish", "español", "castellano"),
    SpokenLanguage.SIGN: ("ASL", "American Sign Language", "señas americana", "señas americano"),
    SpokenLanguage.ARABIC: ("Arabic", "árabe", "العربية", "عربي"),
    SpokenLanguage.ARMENIAN: ("Armenian", "armenio", "հայերեն"),
    SpokenLanguage.CANTONESE: ("Cantonese", "cantonés", "粤语", "粵語", "广东话", "廣東話"),
    SpokenLanguage.FILIPINO: ("Filipino", "Pilipino", "Tagalog", "tagalo"),
    SpokenLanguage.HINDI: ("Hindi", "हिन्दी", "हिंदी"),
    SpokenLanguage.HMONG: ("Hmong", "Hmoob"),
    SpokenLanguage.JAPANESE: ("Japanese", "japonés", "日本語"),
    SpokenLanguage.KHMER: ("Khmer", "Cambodian", "jemer", "camboyano", "ខ្មែរ"),
    SpokenLanguage.KOREAN: ("Korean", "coreano", "한국어"),
    SpokenLanguage.MANDARIN: (
        "Mandarin",
        "mandarín",
        "Putonghua",
        "普通话",
        "普通話",
        "国语",
        "國語",
    ),
    SpokenLanguage.MIXTEC: ("Mixtec", "mixteco", "mixteca", "Ñuu Savi", "tu'un savi"),
    SpokenLanguage.PERSIAN: ("Persian", "Farsi", "persa", "فارسی", "فارسي"),
    SpokenLanguage.PUNJABI: ("Punjabi", "Panjabi", "punyabí", "panyabí", "ਪੰਜਾਬੀ", "پنجابی"),
    SpokenLanguage.RUSSIAN: ("Russian", "ruso", "русский"),
    SpokenLanguage.VIETNAMESE: ("Vietnamese", "vietnamita", "tiếng Việt"),
    SpokenLanguage.ZAPOTEC: ("Zapotec", "zapoteco", "zapoteca"),
}
# Names that do not tell which of several languages. Any of them will do.
CHINESE = frozenset({SpokenLanguage.MANDARIN, SpokenLanguage.CANTONESE})
CHINESE_NAMES = ("Chinese", "chino", "中文", "汉语", "漢語")
# Read as American only where nothing else is written.
SIGN_NAMES = ("sign language", "sign", "lengua de señas", "lenguaje de señas", "señas")
# Who asks for another one often names them only to say that they are not enough.
OF_THE_PAGES = (SpokenLanguage.ENGLISH, SpokenLanguage.SPANISH)


@dataclass(frozen=True)
class LanguageNeed:
    """A language that parties asked for, and who on the roster speaks it."""

    # Any of them will do, as for "Chinese"; none if nobody can tell which was meant.
    languages: frozenset[SpokenLanguage]
    parties: int
    speakers: tuple[RosterEntry, ...]
    # What the parties wrote, where it says more than the name, in an order that does not tell who.
    written: tuple[str, ...]

    @property
    def is_met(self) -> bool:
        return bool(self.speakers)


def language_needs(event: Event) -> list[LanguageNeed]:
    """Return what parties that come asked for: first what nobody speaks, then by number."""
    asking = defaultdict[frozenset[SpokenLanguage], set[int]](set)
    written = defaultdict[frozenset[SpokenLanguage], dict[str, str]](dict)
    for rsvp_id, need, text in _asked_for(event):
        for languages in _languages(need, text):
            asking[languages].add(rsvp_id)
            if text and not is_only_a_name(text):
                written[languages].setdefault(text.casefold(), text)
    needs = [
        LanguageNeed(
            languages,
            len(parties),
            _speakers(event, languages),
            tuple(written[languages][key] for key in sorted(written[languages])),
        )
        for languages, parties in asking.items()
    ]
    return sorted(needs, key=_order)


def unmet_language_needs(event: Event) -> list[LanguageNeed]:
    return [need for need in language_needs(event) if not need.is_met]


def _asked_for(event: Event) -> Iterator[tuple[int, Need, str | None]]:
    asked = (
        select(Rsvp.id, RsvpNeed.need, Rsvp.other_language)
        .join(RsvpNeed, RsvpNeed.rsvp_id == Rsvp.id)
        .where(
            Rsvp.event_id == event.id,
            Rsvp.status == RsvpStatus.COMING,
            RsvpNeed.need.in_(LANGUAGE_NEEDS),
        )
    )
    for rsvp_id, need, text in db.session.execute(asked):
        yield rsvp_id, need, text if need is Need.OTHER_LANGUAGE else None


def _languages(need: Need, text: str | None) -> list[frozenset[SpokenLanguage]]:
    if need is Need.SPANISH:
        return [frozenset({SpokenLanguage.SPANISH})]
    if need is Need.SIGN_LANGUAGE:
        return [frozenset({SpokenLanguage.SIGN})]
    return languages_in(text or "") or [UNKNOWN]


def _speakers(event: Event, languages: frozenset[SpokenLanguage]) -> tuple[RosterEntry, ...]:
    return tuple(entry for entry in event.roster if languages.intersection(entry.languages))


def _order(need: LanguageNeed) -> tuple[bool, bool, int, list[str]]:
    return need.is_met, need.languages == UNKNOWN, -need.parties, sorted(need.languages)


def languages_in(text: str) -> list[frozenset[SpokenLanguage]]:
    """Return what a text asks for, by name: of each set, one language will do."""
    folded = _folded(text)
    if folded.strip(" .!") in map(_folded, SIGN_NAMES):
        return [frozenset({SpokenLanguage.SIGN})]
    found = [language for language, names in NAMES.items() if _names_any(folded, names)]
    asked = [frozenset({language}) for language in found if language not in OF_THE_PAGES]
    if _names_any(folded, CHINESE_NAMES) and not CHINESE.intersection(found):
        asked.append(CHINESE)
    return asked or [frozenset({language}) for language in found]


def is_only_a_name(text: str) -> bool:
    """Return whether a text says nothing but the name of one language."""
    names = [*CHINESE_NAMES, *SIGN_NAMES, *(name for names in NAMES.values() for name in names)]
    return _folded(text) in map(_folded, names)


def _names_any(folded: str, names: tuple[str, ...]) -> bool:
    return any(_is_in(_folded(name), folded) for name in names)


def _is_in(name: str, folded: str) -> bool:
    # Not every script has spaces between its words.
    if not name.isascii():
        return name in folded
    return re.search(rf"\b{re.escape(name)}\b", folded) is not None


def _folded(text: str) -> str:
    """Return a text in lower case without accents, with single spaces."""
    letters = unicodedata.normalize("NFKD", text.replace("’", "'"))
    plain = "".join(letter for letter in letters if not unicodedata.combining(letter))
    return " ".join(plain.casefold().split())
