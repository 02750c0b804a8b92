"""Numbers that stand for a person or a car: on cards, documents, plates, badges; dates of birth."""

import re
from collections.abc import Iterator

from coffeecop.engine.text import Span, spans

CARD = re.compile(r"(?<![\w+-])\d(?:[ -]?\d){12,18}(?![\w-])")
SSN_SEPARATED = re.compile(r"(?<![\w-])(\d{3}([- .])\d{2}\2\d{4})(?![\w-])")
SSN_JOINED = re.compile(
    r"(?i:\b(?:ss|ssn|social(?: security)?|seguro(?: social)?)\b[^\d\n]{0,20})(\d{9})(?!\w)"
)

PLATE_WORD = (
    r"(?i:\b(?:licen[sc]e|lic|tags?|plates?|placas?|matr[ií]culas?|patentes?)\b\.?"
    r"(?: (?:plates?|no\.?|number|num\.?|n[uú]mero|is|was|are|es|era|son|reads|said|dice|starts"
    r"|begins|empieza(?: con)?|with|con"
    r"|(?:de|from) [a-z]+)\b){0,5})"
    r"[ :#\"“]{1,4}"
)
# Up to eight letters and digits, in up to three parts; both must occur, which is checked later.
PLATE_WITH_KEYWORD = re.compile(PLATE_WORD + r"([A-Z0-9]{1,7}(?:[ -][A-Z0-9]{1,6}){0,2})(?![\w-])")
LOWER_PLATE = re.compile(PLATE_WORD + r"(?=[a-z]*\d)(?=\d*[a-z])([a-z0-9]{5,8})(?![\w-])")
# Letter by letter: 7 A B C 1 2 3.
SPELLED_PLATE = re.compile(PLATE_WORD + r"([A-Z0-9](?:[ -][A-Z0-9]){4,7})(?![\w-])")
PLATE_BEFORE_KEYWORD = re.compile(
    r"(?<![\w-])(?=[A-Za-z]*\d)(?=\d*[A-Za-z])([A-Za-z0-9]{5,8}) "
    r"(?i:(?:is|was|es) (?:the|his|her|its|my|la|su) (?:license )?(?:plate|placa|tag))\b"
)
VANITY_PLATE = re.compile(
    r"(?i:\b(?:tag|plates?|placas?)\b[^.\n]{0,15}? (?:says?|said|reads?|dicen?))[ :\"“]{1,3}"
    r"([A-Z0-9]{2,8}(?: [A-Z0-9]{1,6})?)(?![\w-])"
)
# Letters only or in parts, in capitals where the rest is not: placa ELGUERO, plate FSTR N U.
LETTERED_PLATE = re.compile(
    PLATE_WORD + r"([A-Z0-9]{1,5}(?: [A-Z0-9]{1,4}){1,2}|[A-Z]{4,7})(?![\w'’-])"
)
# A vanity plate in small letters too, after a word for it.
NAMED_VANITY = re.compile(
    r"(?i:\b(?:(?:vanity|personali[sz]ed|custom) (?:licen[sc]e )?(?:plates?|tags?)"
    r"|placas? personalizadas?)(?: (?:that|which|que))?"
    r"(?: (?:is|was|says?|said|reads?|reading|dicen?|es|era))?)[ :\"“]{1,3}"
    r"([A-Z0-9]{2,7}|(?=\w*\d)[a-z0-9]{4,7})(?![\w'’-])"
)
# In capitals after such a word, but no plate.
NO_PLATE = re.compile(
    r"\b(?:ALWAYS|AND|ARE|CHECK|CHP|COVERS?|DMV|DO|EVEN|EVERY|EXPIRED|FAKE|FOR|FRAMES?|FROM|FRONT"
    r"|GONE|ILLEGAL|IS|LPR|MISSING|NEVER|NO|NOT|NOW|ONLY|PAPER|PHOTO|PLEASE|READERS?|REAR|STOLEN|THAT"
    r"|THE|THIS|WERE|WHY|WITH|WITHOUT|YOUR?|FALSAS|NADIE|NUNCA|PERO|PORQUE|QUE|ROBADAS|SIEMPRE|SIN"
    r"|VENCIDAS|YA|CALIFORNIA|NEVADA|ARIZONA|TEXAS|OREGON|MEXICO|BAJA|SONORA|JALISCO)\b"
)
# With more capitals the writer shouts, and a word in capitals says nothing.
MOST_CAPITALS = 0.6
SHORTEST_LETTERED = 4
# The formats of California, 8ABC123 for a car and 8A12345 for a truck; unambiguous in a town.
PLATE_ALONE = re.compile(
    r"(?<![\w-])[1-9](?:[ -]?[A-Z]{3}[ -]?\d{3}|[A-Z]\d{5}|[a-z]{3}\d{3})(?![\w-])"
)
# The first half of a plate, in a text with a car in it.
PARTIAL_PLATE = re.compile(r"(?<![\w.-])[1-9](?!MPH|WAY|DAY|MIN|HRS|YRS|LBS)[A-Z]{3}(?![\w-])")
CAR = re.compile(
    r"(?i)\b(?:plates?|placas?|partial|cars?|trucks?|vans?|suv|sedan|pickup|carros?|coches?|trocas?"
    r"|camionetas?)\b"
)

# A letter and seven digits in California.
LICENSE_ALONE = re.compile(r"(?<![\w#-])[A-Z]\d{7}(?![\w-])")
LICENSE = re.compile(
    r"(?i:\b(?:driver['’]?s?['’]? licen[sc]e|driving licen[sc]e|licencia|CDL|DL|state id|ID card"
    r"|passport|pasaporte|identificaci[oó]n|INE|DNI|NIE|green card|matr[ií]cula consular)\b"
    r"[^\d\n.;]{0,25}?)"
    r"((?<![\w-])(?:[A-Z]{1,2}[ -]?|[a-z])?\d{6,9}[A-Z]?)(?![\w-])"
)

BADGE = re.compile(
    r"(?i:\b(?:badge|shield|placa|insignia|gafete)\b"
    r"(?:[ :,.#]{1,2}(?:num(?:ber|\.)?|no|n[uú]mero|id|which|that|que|was|is|es|era|said|says|dice"
    r"|del?|el|la|of|the|polic[ií]a|oficial|officer)\b\.?){0,6}[ :]{0,2})"
    r"(#? ?\d{2,5})(?![\w-]|[.,:/]\d)"
)
OFFICER_NUMBER = re.compile(
    r"(?i)\b(?:(?:officer|ofc|deputy)\b\.?(?: (?:no|number)\b\.?)? ?"
    r"|(?:oficial|agente) (?:n[uú]mero|n[uú]m\.?|no\.) ?|(?:oficial|agente) ?(?=#)"
    r"|\b(?:al?|del?|el|la) (?:oficial|agente) (?=(?!19|20)\d{4}))"
    r"(?!911)(#? ?\d{3,5})(?![\w-]|[.,:/]\d)"
)

MONTH = (
    r"(?:jan(?:uary)?|feb(?:ruary)?|mar(?:ch)?|apr(?:il)?|may|june?|july?|aug(?:ust)?"
    r"|sept?(?:ember)?|oct(?:ober)?|nov(?:ember)?|dec(?:ember)?|enero|febrero|marzo|abril|mayo|junio"
    r"|julio|agosto|sep?tiembre|octubre|noviembre|diciembre)"
)
DATE = (
    r"(?:\d{1,4}[-/.]\d{1,2}[-/.]\d{2,4}|\d{1,2} \d{1,2} \d{4}"
    rf"|{MONTH}\.? \d{{1,2}}(?:st|nd|rd|th)?,? (?:of )?\d{{4}}"
    rf"|\d{{1,2}}(?:st|nd|rd|th)? (?:de |of )?{MONTH}\.?,? (?:del? )?\d{{4}})(?!\w)"
)
BIRTH_WORD = (
    r"\b(?:d\.?o\.?b\.?|(?:date of )?birth(?:day|date| date)?|b-?day|born|nac[ií]\w{0,6}"
    r"|fecha de nac\w*|cumplea[nñ]os|cumple)(?!\w)"
)
PERSON = (
    r"\b(?:my|his|her|our|mi|su|el|la) (?:son|daughter|kid|boy|girl|child|mom|mother|dad|father"
    r"|wife|husband|brother|sister|hij[oa]|ni[nñ][oa]|mam[aá]|pap[aá]|espos[oa]|herman[oa]|niet[oa])"
)
BIRTH_DATES = [
    re.compile(rf"(?i){BIRTH_WORD}[^\d\n]{{0,50}}?({DATE})"),
    re.compile(rf"(?i)({DATE})[^\d\n]{{0,20}} {BIRTH_WORD}"),
    re.compile(rf"(?i){PERSON},? (?:es del )?\(?({DATE})"),
]


def find_cards(text: str) -> Iterator[Span]:
    for match in CARD.finditer(text):
        digits = re.sub(r"\D", "", match[0])
        # Length and prefix of Visa, Mastercard, American Express, Discover and similar cards.
        if digits[0] in "23456" and _passes_luhn(digits):
            yield match.span()


def _passes_luhn(digits: str) -> bool:
    doubled = [sum(divmod(2 * int(digit), 10)) for digit in digits[-2::-2]]
    return (sum(doubled) + sum(map(int, digits[-1::-2]))) % 10 == 0


def find_plates(text: str) -> Iterator[Span]:
    yield from spans(PLATE_ALONE, text)
    for match in PLATE_WITH_KEYWORD.finditer(text):
        letters = re.sub(r"[ -]", "", match[1])
        if 4 <= len(letters) <= 8 and re.search(r"\d", letters) and re.search("[A-Z]", letters):
            yield match.span(1)
    for pattern in (SPELLED_PLATE, LOWER_PLATE, PLATE_BEFORE_KEYWORD, VANITY_PLATE, NAMED_VANITY):
        yield from spans(pattern, text, 1)
    if sum(map(str.isupper, text)) <= MOST_CAPITALS * sum(map(str.isalpha, text)):
        for match in LETTERED_PLATE.finditer(text):
            if not NO_PLATE.search(match[1]) and len(match[1]) >= SHORTEST_LETTERED:
                yield match.span(1)
    if CAR.search(text):
        yield from spans(PARTIAL_PLATE, text)
