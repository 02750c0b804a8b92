"""Names of languages in what people write, in English, in Spanish and in the language itself."""

import enum
import re
from functools import cache

from coffeecop.engine.text import fold_line


class SpokenLanguage(enum.StrEnum):
    """What officers and partners may speak, as ISO 639 codes. The two of the pages come first."""

    ENGLISH = "en"
    SPANISH = "es"
    SIGN = "ase"
    ARABIC = "ar"
    ARMENIAN = "hy"
    CANTONESE = "yue"
    FILIPINO = "fil"
    HINDI = "hi"
    HMONG = "hmn"
    JAPANESE = "ja"
    KHMER = "km"
    KOREAN = "ko"
    MANDARIN = "cmn"
    MIXTEC = "mix"
    PERSIAN = "fa"
    PUNJABI = "pa"
    RUSSIAN = "ru"
    VIETNAMESE = "vi"
    ZAPOTEC = "zap"


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
# Whoever asks for another one often names them only to say that they are not enough.
OF_THE_PAGES = (SpokenLanguage.ENGLISH, SpokenLanguage.SPANISH)


def languages_in(text: str) -> list[frozenset[SpokenLanguage]]:
    """Return what a text asks for, by name: of each set, one language will do."""
    folded = _fold(text)
    if folded.strip(" .!") in _folded(SIGN_NAMES):
        return [frozenset({SpokenLanguage.SIGN})]
    found = [language for language, names in NAMES.items() if _names_any(folded, names)]
    asked = [frozenset({language}) for language in found if language not in OF_THE_PAGES]
    if _names_any(folded, CHINESE_NAMES) and not CHINESE.intersection(found):
        asked.append(CHINESE)
    return asked or [frozenset({language}) for language in found]


def is_only_a_name(text: str) -> bool:
    """Return whether a text says nothing but the name of one language."""
    return any(
        _fold(text) in _folded(each) for each in (CHINESE_NAMES, SIGN_NAMES, *NAMES.values())
    )


def _names_any(folded: str, names: tuple[str, ...]) -> bool:
    return _pattern(names).search(folded) is not None


@cache
def _pattern(names: tuple[str, ...]) -> re.Pattern[str]:
    # Not every script has spaces between its words.
    each = (re.escape(name) for name in _folded(names))
    return re.compile("|".join(rf"\b{name}\b" if name.isascii() else name for name in each))


@cache
def _folded(names: tuple[str, ...]) -> tuple[str, ...]:
    return tuple(map(_fold, names))


def _fold(text: str) -> str:
    return fold_line(text.replace("’", "'"))
