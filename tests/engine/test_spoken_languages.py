"""What people write when they need another language is recognized, and nothing else is."""

import pytest
from babel import Locale

from coffeecop.engine.spoken_languages import CHINESE, is_only_a_name, languages_in
from coffeecop.models import SpokenLanguage
from coffeecop.web.i18n import in_language
from coffeecop.web.roster_labels import language_name


@pytest.mark.parametrize(
    ("language", "texts"),
    [
        ("mix", ["Mixteco", "MIXTECO BAJO", "hablo mixteco, por favor", "Tu’un Savi"]),
        ("fil", ["tagalo", "Tagalog please"]),
        ("fa", ["Farsi", "فارسی"]),
        ("ar", ["árabe", "arabe"]),
        ("vi", ["  Vietnamese  ", "Tiếng Việt"]),
        ("cmn", ["mandarin chinese", "我说普通话"]),
        ("yue", ["粵語"]),
        ("pa", ["ਪੰਜਾਬੀ"]),
        ("ko", ["한국어"]),
        ("ru", ["русский язык"]),
        ("km", ["camboyano"]),
        ("ase", ["ASL", "Sign language", "lengua de señas", "lengua de senas americana"]),
        ("es", ["español"]),
        ("en", ["English"]),
    ],
)
def test_a_language_is_recognized_as_people_write_it(language, texts):
    assert [languages_in(text) for text in texts] == [[{language}]] * len(texts)


@pytest.mark.parametrize(
    ("texts", "languages"),
    [
        (["Chinese", "chino", "中文", "I speak Chinese"], [CHINESE]),
        # What is not on the list is not guessed.
        (["", "Purépecha", "lengua de señas mexicana", "LSM", "Mexican Sign Language"], []),
        (["mixteco y zapoteco"], [{"mix"}, {"zap"}]),
        # A language of the pages beside another is not what is missing.
        (["I don't speak English, Mixteco", "mixteco, no español"], [{"mix"}]),
    ],
)
def test_one_name_may_mean_either_of_two_languages_both_or_none(texts, languages):
    assert [languages_in(text) for text in texts] == [languages] * len(texts)


def test_every_name_that_we_show_is_recognized(app):
    for language in SpokenLanguage:
        names = {
            Locale(page).languages[language]
            for page in ("en", "es")
            if language in Locale(page).languages
        }
        for page in ("en", "es"):
            with in_language(page):
                names.add(language_name(language))

        for name in names:
            assert name != language
            assert languages_in(name) == [{language}], name
            assert is_only_a_name(name) or language is SpokenLanguage.SIGN


def test_words_beside_a_name_say_more_than_it():
    assert is_only_a_name("MIXTECO")
    assert not is_only_a_name("Mixteco bajo")
