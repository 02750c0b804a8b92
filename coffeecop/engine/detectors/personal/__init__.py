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


class Finding(NamedTuple):
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


def find_personal(text: str) -> list[Finding]:
    """Return findings in text order; of two that overlap, the one of the more specific finder."""
    findings: list[Finding] = []
    for kind, find in FINDERS.items():
        for start, end in find(text):
            if not any(start < other.end and other.start < end for other in findings):
                findings.append(Finding(start, end, kind))
    return sorted(findings)


def _officers(text: str) -> Iterator[Span]:
    yield from spans(OFFICER, text)


# The most reliable first: later finders skip spans that are already found.
FINDERS: dict[Personal, Callable[[str], Iterator[Span]]] = {
    Personal.EMAIL: contacts.find_emails,
    Personal.SSN: documents.find_ssns,
    Personal.CARD: documents.find_cards,
    Personal.LICENSE: documents.find_licenses,
    Personal.BADGE: documents.find_badges,
    Personal.BIRTH_DATE: documents.find_birth_dates,
    Personal.PHONE: contacts.find_phones,
    Personal.PLATE: documents.find_plates,
    Personal.ADDRESS: addresses.find_addresses,
    Personal.HANDLE: contacts.find_handles,
    Personal.OFFICER: _officers,
}
