"""Find personal details in a text, so that its author can remove them and staff are told of them.

Telephone numbers and e-mail addresses are found by validating libraries where they are written as
usual. The rest are patterns. Names are found only after an officer's title, because names cannot be
found reliably.
"""

import enum
import re
from collections.abc import Callable, Iterator
from typing import NamedTuple

from coffeecop.engine.detectors.personal import addresses, contacts, documents
from coffeecop.engine.text import Span, spans


class Personal(enum.StrEnum):
    EMAIL = "email"
    SSN = "ssn"
    CARD = "card"
    PHONE = "phone"
    PLATE = "plate"
    ADDRESS = "address"
    LICENSE = "license"
    BIRTH_DATE = "birth_date"
    HANDLE = "handle"
    BADGE = "badge"
    OFFICER = "officer"


# They tell who was on duty, which is nothing private.
OF_OFFICERS = frozenset({Personal.OFFICER, Personal.BADGE})


class PersonalSpan(NamedTuple):
    """The span of a detail in the text, and its kind."""

    start: int
    end: int
    kind: Personal


TITLE_ENGLISH = (
    r"(?:Officers?|Ofc\.?|Sergeant|Sgt\.?|Detective|Det\.?|Corporal|Cpl\.?|Deputy|Lieutenant|Lt\.?"
    r"|Captain|Capt\.?|Chief|Sheriff|Trooper|Commander|Cmdr\.?)"
)
TITLE_SPANISH = (
    r"(?:[Oo]ficial|[Ss]argento|[Ss]gto\.?|[Dd]etective|[Dd]et\.?|[Cc]abo|[Tt]eniente|[Tt]te\.?"
    r"|[Cc]apit[aá]n|[Cc]omandante|[Jj]efe|[Aa]gente)"
)
NAME = r"(?:[A-ZÁÉÍÓÚÑ]\.|[A-ZÁÉÍÓÚÑ](?:['’][A-Z])?[a-záéíóúüñ]+(?:-[A-ZÁÉÍÓÚÑ][a-záéíóúüñ]+)*)"
OFFICER = re.compile(
    rf"\b(?:{TITLE_ENGLISH}|{TITLE_ENGLISH.lower()}|{TITLE_SPANISH}) {NAME}(?: {NAME}){{0,2}}"
)
# Officers Pham and Rosales.
OFFICERS = re.compile(
    r"\b(?:[Oo]fficers|[Ss]ergeants|[Dd]etectives|[Dd]eputies|[Oo]ficiales|[Aa]gentes|[Ss]argentos)"
    rf" {NAME}(?: {NAME})?(?:(?:,|,? (?:and|y|&)) {NAME}(?: {NAME})?){{1,4}}"
)


def find_personal(text: str) -> list[PersonalSpan]:
    """Return findings in text order; of two that overlap, the one of the more specific finder."""
    findings: list[PersonalSpan] = []
    for kind, find in FINDERS.items():
        for start, end in find(text):
            if not any(start < other.end and other.start < end for other in findings):
                findings.append(PersonalSpan(start, end, kind))
    return sorted(findings)


def found_by(*patterns: re.Pattern[str]) -> Callable[[str], Iterator[Span]]:
    """Return a finder of the first group of each pattern, or of all if it has no groups."""
    return lambda text: (
        span for pattern in patterns for span in spans(pattern, text, min(pattern.groups, 1))
    )


# The most reliable first: later finders skip spans that are already found.
FINDERS: dict[Personal, Callable[[str], Iterator[Span]]] = {
    Personal.EMAIL: contacts.find_emails,
    Personal.SSN: found_by(documents.SSN_SEPARATED, documents.SSN_JOINED),
    Personal.CARD: documents.find_cards,
    Personal.LICENSE: found_by(documents.LICENSE_ALONE, documents.LICENSE),
    Personal.BADGE: found_by(documents.BADGE, documents.OFFICER_NUMBER),
    Personal.BIRTH_DATE: found_by(*documents.BIRTH_DATES),
    Personal.PHONE: contacts.find_phones,
    Personal.PLATE: documents.find_plates,
    Personal.ADDRESS: addresses.find_addresses,
    Personal.HANDLE: contacts.find_handles,
    Personal.OFFICER: found_by(OFFICERS, OFFICER),
}
