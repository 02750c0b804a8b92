"""What is taken out of a text before it is released: finders propose it, a person confirms.

What is taken out is gone: files are made of what is left.
"""

import re
import unicodedata
from collections.abc import Iterable, Iterator, Sequence
from typing import NamedTuple

from flask_babel import gettext as _
from flask_babel import lazy_gettext as _l

from coffeecop.engine.detectors.names import find_names
from coffeecop.engine.detectors.personal import OF_OFFICERS, Personal, find_personal
from coffeecop.engine.text import Span, compose, fold, fold_in_place, replace_spans, tokens
from coffeecop.models import Contact
from coffeecop.parts.records.models.requests import Redaction
from coffeecop.parts.records.requests.texts import Record, RecordText, texts_of

SHORTEST_NAME = 3
SHORTEST_NUMBER = 5
# Categories of Unicode without a width of their own: format and marks.
UNSEEN = ("Cf", "Mn")
NAME = _l("Name of a person")
OWN_DETAIL = _l("What the sender left to be reached")
BATCH_WORDS = _l("Your words for all")
CHOSEN = _l("Chosen before")
KINDS = {
    Personal.EMAIL: _l("E-mail address"),
    Personal.SSN: _l("Social Security number"),
    Personal.CARD: _l("Number of a card or account"),
    Personal.PHONE: _l("Phone number"),
    Personal.PLATE: _l("License plate"),
    Personal.ADDRESS: _l("Address"),
    Personal.LICENSE: _l("Driver license"),
    Personal.BIRTH_DATE: _l("Date of birth"),
    Personal.HANDLE: _l("Account name"),
    Personal.BADGE: _l("Badge number of an officer"),
    Personal.OFFICER: _l("Name of an officer"),
}


class Proposal(NamedTuple):
    words: str
    # Why it is proposed.
    label: str
    code: str
    is_ticked: bool


def redacted_parts(record: Record, redactions: Sequence[Redaction]) -> list[RecordText]:
    return [
        each._replace(label=redact(each.label, redactions), text=redact(each.text, redactions))
        for each in record.decided_parts
    ]


def all_of(
    record: Record, own: Sequence[Redaction], shared: Sequence[Redaction]
) -> list[Redaction]:
    """Return what is taken out of a record: its own words, and of the others' what stands in it."""
    once = {fold_in_place(each.words): each for each in own}
    for each in shared:
        if has_words(texts_of(record.decided_parts), each.words):
            once.setdefault(fold_in_place(each.words), each)
    return list(once.values())


def redact(text: str, redactions: Iterable[Redaction]) -> str:
    """Return the text with a mark, which names the code, for each place that has the words."""
    return replace_spans(
        text,
        (
            (span, _("[taken out: %(code)s]", code=each.code))
            for each in redactions
            for span in spans_of(each.words, text)
        ),
    )


def spans_of(words: str, text: str) -> Iterator[Span]:
    """Yield where the words stand as whole words, whatever their case, accents and blanks."""
    wanted = fold_in_place(compose(words)).split()
    if not wanted:
        return
    pattern = r"\s+".join(re.escape(each) for each in wanted)
    before = r"(?<!\w)" if wanted[0][0].isalnum() else ""
    after = r"(?!\w)" if wanted[-1][-1].isalnum() else ""
    for found in re.finditer(before + pattern + after, fold_in_place(text)):
        yield found.span()


def looks_like(words: str, text: str) -> Iterator[Span]:
    """Yield where a text has what a reader takes for the words, also where they stand as they are.

    Whatever stands between digits or words, with an ending, as other letters that fold into the
    same, and with characters that nobody sees.
    """
    shown = [(letter, place) for place, each in enumerate(text) for letter in _seen(each)]
    wanted = tokens(_seen(words))
    joined = "".join(wanted)
    if joined.isdecimal() and len(joined) >= SHORTEST_NUMBER:
        pattern = r"[(+]?\d{0,3}" + r"[\W_]{0,3}".join(joined) + r"\d*"
    elif len(joined) >= SHORTEST_NAME:
        pattern = r"(?<![^\W_])" + r"[\W_]{0,3}".join(map(re.escape, wanted)) + r"[^\W_]*"
    else:
        return
    for found in re.finditer(pattern, "".join(letter for letter, _place in shown)):
        yield shown[found.start()][1], shown[found.end() - 1][1] + 1


def _seen(text: str) -> str:
    return "".join(each for each in fold(text) if unicodedata.category(each) not in UNSEEN)


def alike(texts: Iterable[str], taken: Iterable[Redaction | Proposal]) -> dict[str, str]:
    """Return what looks like words that are taken out and stays, each with those words."""
    found: dict[str, str] = {}
    words = {each.words for each in taken}
    for text in texts:
        gone = {place for each in words for span in spans_of(each, text) for place in range(*span)}
        for each in sorted(words):
            for start, end in looks_like(each, text):
                if not gone.issuperset(range(start, end)):
                    found.setdefault(text[start:end], each)
    return found


def proposals(
    record: Record,
    chosen: Sequence[Redaction],
    shared: Sequence[Redaction],
    for_all: Sequence[Redaction],
    code: str,
) -> list[Proposal]:
    """Return what may have to be taken out of a record, each once: what was chosen comes first.

    `shared` is taken out already, because it is taken out of what is about the same concern.
    """
    texts = texts_of(record.parts)
    is_new = record.item.decision is None
    found = [Proposal(each.words, str(CHOSEN), each.code, True) for each in chosen]
    for each in for_all:
        if has_words(texts, each.words):
            found.append(Proposal(each.words, str(BATCH_WORDS), each.code, is_new))
    for words, label, is_private in _found_by_engine(record.contact, texts, record.parts):
        found.append(Proposal(words, label, code, is_new and is_private))
    taken = [each for each in found if each.is_ticked]
    for words, like in alike(texts, [*taken, *shared]).items():
        label = _("Looks like “%(words)s”, which is taken out", words=like)
        found.append(Proposal(words, label, code, False))
    once: dict[str, Proposal] = {}
    for proposal in found:
        once.setdefault(fold_in_place(proposal.words), proposal)
    return list(once.values())


def has_words(texts: Iterable[str], words: str) -> bool:
    return any(any(spans_of(words, text)) for text in texts)


def _found_by_engine(
    contact: Contact | None, texts: Sequence[str], parts: Sequence[RecordText]
) -> Iterator[tuple[str, str, bool]]:
    """Yield words, why they may be private, and whether they usually are."""
    for words in _own_details(contact):
        if has_words(texts, words):
            yield words, str(OWN_DETAIL), True
    for _label, text, *_rest in parts:
        for finding in find_personal(text):
            words = text[finding.start : finding.end]
            # An officer's name is rarely private.
            yield words, str(KINDS[finding.kind]), finding.kind not in OF_OFFICERS
        for start, end in find_names(text):
            yield text[start:end], str(NAME), True


def _own_details(contact: Contact | None) -> list[str]:
    if contact is None:
        return []
    names = [word for word in (contact.name or "").split() if len(word) >= SHORTEST_NAME]
    return [each for each in (contact.name, *names, contact.email, contact.phone) if each]
