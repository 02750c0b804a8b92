"""Find personal details in a text, so that its author can remove them.

Phone numbers and e-mail addresses are found by validating libraries. The rest are patterns. Names
are found only after an officer's title, because names cannot be found reliably.
"""

import enum
import re
from collections.abc import Callable, Iterator
from typing import NamedTuple

from email_validator import EmailNotValidError, validate_email
from phonenumbers import Leniency, PhoneNumberMatcher


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


class Finding(NamedTuple):
    """The span of a detail in the text, and its kind."""

    start: int
    end: int
    kind: Personal


Span = tuple[int, int]

EMAIL = re.compile(r"[\w.!#$%&'*+/=?^`{|}~-]+@[\w-]+(?:\.[\w-]+)+")
CARD = re.compile(r"(?<![\w-])\d(?:[ -]?\d){12,18}(?![\w-])")
SSN_SEPARATED = re.compile(r"(?<![\w-])\d{3}([- ])\d{2}\1\d{4}(?![\w-])")
SSN_JOINED = re.compile(
    r"(?i:\b(?:ss|ssn|social(?: security)?|seguro(?: social)?)\b[^\d\n]{0,20})(\d{9})(?!\w)"
)
# In North America an area code and an exchange begin with 2 to 9.
NATIONAL_PHONE = re.compile(r"[2-9]\d\d[2-9]\d{6}")
LOCAL_PHONE = re.compile(
    r"(?i:\b(?:phone|cell|number|call|text|tel|office|home|work|at|numero|número|tel[eé]fono"
    r"|cel(?:ular)?|llam\w+|casa|trabajo|oficina)\b[^\d\n]{0,12})([2-9]\d{2}[-. ]\d{4})(?![\w-])"
)

PLATE_WORD = (
    r"(?i:\b(?:licen[sc]e|lic|tags?|plates?|placas?|matr[ií]culas?|patentes?)\b\.?"
    r"(?: (?:plates?|no\.?|number|num\.?|n[uú]mero|is|was|are|es|era|son|reads|said|dice)\b)*)"
    r"[ :#]{1,4}"
)
# Up to eight letters and digits, in one or two parts; both must occur, which is checked later.
PLATE_WITH_KEYWORD = re.compile(PLATE_WORD + r"([A-Z0-9]{1,7}(?:[ -][A-Z0-9]{1,6}){0,2})(?![\w-])")
# The California format, 8ABC123; unambiguous in a town.
PLATE_ALONE = re.compile(r"(?<![\w-])[1-9][A-Z]{3}[ -]?\d{3}(?![\w-])")

STREET = (
    r"(?:st(?:reet)?|ave?(?:nue)?|r(?:oa)?d|la?ne?|dr(?:ive)?|bl(?:v|vd)|boulevard|c(?:our)?t"
    r"|pl(?:ace)?|ter(?:r(?:ace)?)?|(?-i:Way)|cir(?:cle)?|pkwy|parkway|trl?|trail|loop|alley"
    r"|h(?:igh)?wy|sq(?:uare)?)\b(?:(?:(?<=\W\w\w)|(?<=\W\w{3})|(?<=\W\w{4}))\.)?"
)
APARTMENT = (
    r"(?:,? (?:apartment|apartamento|apto|apt|unit|suite|ste|depto|interior|int)\.? ?#?\w{1,5}"
    r"|,? ?#\w{1,5})?"
)
HOUSE_NUMBER = r"(?<![\w$.#:/-])\d{1,5}"
ADDRESS_ENGLISH = re.compile(
    rf"(?i){HOUSE_NUMBER} (?:(?:[nsew]|north|south|east|west)\b\.? )?"
    r"(?:(?!(?:de|y|o|of|and|or|to|in|on|at|the|for|near|by|from|per|down|ago|with|lanes?|traffic"
    r"|(?:north|south|east|west)bound|cars?|bus(?:es)?|bikes?|turns?|access)\b)"
    r"[a-z0-9'’áéíóúñ]+ ){1,3}?"
    rf"{STREET}{APARTMENT}"
)
# The street type comes first in Spanish: 15 Camino Ejemplo.
CAPITALIZED = r"[A-ZÁÉÍÓÚÑ][a-záéíóúñ]+"
ADDRESS_SPANISH_NAME = re.compile(
    rf"{HOUSE_NUMBER} "
    r"(?i:camino|via|vista|calle|avenida|paseo|rancho|loma|corte|el|la|las|los)"
    rf" {CAPITALIZED}(?: (?:del? (?:la |los |las )?)?{CAPITALIZED})*"
    rf"(?i:(?: {STREET})?{APARTMENT})"
)
ADDRESS_SPANISH = re.compile(
    r"(?i)\b(?:calle|avenida|avda\.?|av\.?|camino|paseo|v[ií]a|callej[oó]n|boulevard|bulevar"
    r"|calzada|privada|corte) (?:(?!(?:y|a|en|hay)\b)[a-záéíóúüñ.]+ ){1,4}?"
    r"(?:n[uú]mero |n[uú]m\.? |no\.? )?(?:#|n[°º] ?)?\d{1,5}(?![\w:/-]|[.,]\d)"
    rf"{APARTMENT}"
)
# Not a house number but a block of a street, or a quantity.
NOT_A_HOUSE = re.compile(
    r"(?i)\d+ (?:blocks?|cuadras?|people|cars|trucks|vehicles|bikes|drivers|kids|officers|houses"
    r"|homes|vendors|dogs?|lights?|trees|stops?|mph|miles?|feet|ft|minutes?|hours?|days?|weeks?"
    r"|months?|years?|times|am|pm|more|other|parked|homeless|street|speed|way|st|nd|rd|th)\b"
)

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


def _emails(text: str) -> Iterator[Span]:
    for match in EMAIL.finditer(text):
        address = match[0].lstrip("/").rstrip("-._")
        try:
            validate_email(address, check_deliverability=False, test_environment=True)
        except EmailNotValidError:
            continue
        start = match.start() + match[0].index(address)
        yield start, start + len(address)


def _cards(text: str) -> Iterator[Span]:
    for match in CARD.finditer(text):
        digits = re.sub(r"\D", "", match[0])
        # Length and prefix of Visa, Mastercard, American Express, Discover and similar cards.
        if digits[0] in "23456" and _passes_luhn(digits):
            yield match.span()


def _passes_luhn(digits: str) -> bool:
    doubled = [sum(divmod(2 * int(digit), 10)) for digit in digits[-2::-2]]
    return (sum(doubled) + sum(map(int, digits[-1::-2]))) % 10 == 0


def _ssns(text: str) -> Iterator[Span]:
    yield from (match.span() for match in SSN_SEPARATED.finditer(text))
    yield from (match.span(1) for match in SSN_JOINED.finditer(text))


def _phones(text: str) -> Iterator[Span]:
    for found in PhoneNumberMatcher(text, "US", leniency=Leniency.POSSIBLE):
        national = str(found.number.national_number)
        abroad = found.raw_string.startswith("+") and found.number.country_code != 1
        if abroad or NATIONAL_PHONE.fullmatch(national):
            yield found.start, found.end
    yield from (match.span(1) for match in LOCAL_PHONE.finditer(text))


def _plates(text: str) -> Iterator[Span]:
    yield from (match.span() for match in PLATE_ALONE.finditer(text))
    for match in PLATE_WITH_KEYWORD.finditer(text):
        letters = re.sub(r"[ -]", "", match[1])
        if 4 <= len(letters) <= 8 and re.search(r"\d", letters) and re.search("[A-Z]", letters):
            yield match.span(1)


def _addresses(text: str) -> Iterator[Span]:
    for pattern in (ADDRESS_ENGLISH, ADDRESS_SPANISH_NAME, ADDRESS_SPANISH):
        for match in pattern.finditer(text):
            if not NOT_A_HOUSE.match(match[0]):
                yield match.span()


def _officers(text: str) -> Iterator[Span]:
    yield from (match.span() for match in OFFICER.finditer(text))


# The most reliable first: later finders skip spans that are already found.
FINDERS: dict[Personal, Callable[[str], Iterator[Span]]] = {
    Personal.EMAIL: _emails,
    Personal.SSN: _ssns,
    Personal.CARD: _cards,
    Personal.PHONE: _phones,
    Personal.PLATE: _plates,
    Personal.ADDRESS: _addresses,
    Personal.OFFICER: _officers,
}
