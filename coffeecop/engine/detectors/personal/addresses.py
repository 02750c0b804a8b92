"""Addresses of houses, in English and Spanish."""

import re
from collections.abc import Iterator

from coffeecop.engine.text import Span, spans

STREET = (
    r"(?:st(?:reet)?|ave?(?:nue)?|r(?:oa)?d|la?ne?|dr(?:ive)?|bl(?:v|vd)|boulevard|c(?:our)?t"
    r"|pl(?:ace)?|ter(?:r(?:ace)?)?|(?-i:Way|WAY)|cir(?:cle)?|pkwy|parkway|trl?|trail|loop|alley"
    r"|h(?:igh)?wy|sq(?:uare)?|(?-i:Row|Run|Walk|Path|Cove|Point|Ridge|Plaza"
    r"|Spur|Bend|Crossing|Trace|Landing|Pike|Hollow|Lateral))\b"
    r"(?:(?:(?<=\W\w\w)|(?<=\W\w{3})|(?<=\W\w{4}))\.)?"
)
APARTMENT = (
    r"(?:,? (?:apartment|apartamento|apto|apt|unit|suite|ste|spc|space|lot|bldg|building|depto"
    r"|departamento|interior|int|espacio|lote|edificio|edif|piso)\.? ?#?\w{1,5}|,? ?#\w{1,5})?"
)
HOUSE_NUMBER = r"(?<![\w$.:/-])\d{1,5}(?: 1/2|-\d{1,5}|[a-d]\b)?"
CAPITALIZED = r"[A-ZÁÉÍÓÚÑ][a-záéíóúñ]{1,20}"
ADDRESS_ENGLISH = re.compile(
    rf"(?i){HOUSE_NUMBER} (?:(?:[nsew]|north|south|east|west)\b\.? )?"
    r"(?:(?!(?:de|y|o|of|and|or|to|in|on|at|the|for|between|entre|near|by|from|per|down|ago|with"
    r"|lanes?|traffic|(?:north|south|east|west)bound|cars?|bus(?:es)?|bikes?|turns?|access)\b)"
    r"[a-z0-9'’áéíóúñ]+ ){1,3}?"
    rf"{STREET}{APARTMENT}"
)
# The street type comes first in Spanish: 15 Camino Ejemplo.
ADDRESS_SPANISH_NAME = re.compile(
    rf"{HOUSE_NUMBER} "
    r"(?i:camino|via|vista|calle|avenida|paseo|rancho|loma|corte|el|la|las|los)"
    rf" {CAPITALIZED}(?: (?:del? (?:la |los |las )?)?{CAPITALIZED}){{0,4}}"
    rf"(?i:(?: {STREET})?{APARTMENT})"
)
SPANISH_STREET = (
    r"(?:calle|avenida|avda\.?|av\.?|camino|paseo|v[ií]a|callej[oó]n|boulevard|bulevar|calzada"
    r"|privada|corte|plaza)"
)
ADDRESS_SPANISH = re.compile(
    rf"(?i)\b(?:{SPANISH_STREET} |c/ ?)"
    r"(?:(?!(?:y|a|en|hay|unos|unas|frente|farola|km|hace|con|desde|hasta)\b)"
    r"[a-záéíóúüñ.]+,? ){1,4}?"
    r"(?:n[uú]mero |n[uú]m\.? |no\.? )?(?:#|n[°º] ?)?\d{1,5}(?![\w:/-]|[.,]\d)"
    rf"{APARTMENT}"
)
# The number first: en el 1423 de la calle Birch, 48 de Maple Court.
NUMBER_OF_STREET = re.compile(
    rf"{HOUSE_NUMBER} (?i:del? (?:la )?{SPANISH_STREET}) {CAPITALIZED}(?: {CAPITALIZED}){{0,2}}"
    rf"(?i:{APARTMENT})"
    rf"|{HOUSE_NUMBER} (?i:del? (?:la )?){CAPITALIZED} (?:{CAPITALIZED} )?(?i:{STREET}{APARTMENT})"
)
# Without the type of street, after words that announce a place: I live at 610 Wisteria, in front of
# 610 Wisteria.
PLACE = (
    r"\b(?:(?:i am|i'?m)|(?:live|lives|living|house|home|neighbors?|people|tenants?|residents?"
    r"|stays?) (?:at|of|in)|(?:house|home) is|casa es|address(?: is)?|at|in front of|across from"
    r"|next (?:door )?to|behind|outside|viv\w{1,5} en|direcci[oó]n(?: es)?|domicilio(?: es)?"
    r"|casa en|frente a):?"
)
NO_STREET = (
    r"(?i:jan|feb|mar|apr|may|june?|july?|aug|sep|oct|nov|dec|mon|tues?|wed|thu|fri|sat|sun|ene"
    r"|abr|ago|dic|lun|mi[eé]|jue|vie|s[aá]b|dom|am|pm|noon|midnight)"
)
STREET_NAME = rf"(?!{NO_STREET}){CAPITALIZED}"
NAMED_ALONE = re.compile(
    rf"(?i:{PLACE}) (?i:the |el )?(?=\d\d)({HOUSE_NUMBER} (?:[NSEW]\.? )?{STREET_NAME}"
    rf"(?: {CAPITALIZED})?(?i:{APARTMENT}))(?![\w:/-]|[.,]\d)"
)
NAME_FIRST = re.compile(
    r"(?i:\b(?:viv\w{1,5} en|direcci[oó]n(?: es)?|domicilio(?: es)?|casa (?:est[aá] |queda )?en"
    r"|address(?: is)?):? )"
    rf"((?:{STREET_NAME} ){{1,3}}#?\d{{2,5}}(?i:{APARTMENT}))(?![\w:/-]|[.,]\d)"
)
# El vecino del 1423 de la Birch.
NUMBER_OF_NAME = re.compile(
    r"(?i:\b(?:viv\w{1,5}|vecin[oa]s?|casa|gente|señora?|enfrente|frente|afuera|atr[aá]s|lado)"
    r"(?: en)?(?: es)?(?: del?| al?| el| la| casa){0,2}) "
    rf"({HOUSE_NUMBER} de (?:la |el )?{STREET_NAME}(?: {CAPITALIZED})?(?i:{APARTMENT}))"
)
# The yellow house, 612 Ivory; la vecina del 318 Tannery; number 12 Windlass.
HOME = (
    r"\b(?:house|home|casa|neighbou?rs?|vecin[oa]s?|liv(?:e|es|ing)|viv\w{1,5}|lady|family|familia"
    r"|apartments?|apartamentos?|next door|across|party|parties|yard|porch|driveway|garage)\b"
)
NUMBER_AND_NAME = (
    rf"(?!(?:19|20)\d\d\b)\d{{2,5}} (?!(?:St|Street|Ave|Avenue|Os)\b)(?:[NSEW]\.? )?"
    rf"(?:{STREET_NAME}(?: {CAPITALIZED})?|\d{{1,2}}(?:st|nd|rd|th)\b)"
)
NEAR_HOME = re.compile(
    rf"(?:(?i:{HOME})[^.!?\n]{{0,40}}?[ (]"
    r"|(?i:\b(?:number|n[uú]mero|by|from|del|en el|en la) ))"
    rf"({NUMBER_AND_NAME}(?i:{APARTMENT}))(?![\w:/-]|[.,]\d)"
)
# 505 Sandpiper. It is dark there.
SAID_FIRST = re.compile(rf"(?:^|[.!?\n] ?)({NUMBER_AND_NAME})(?=[.,:;!]|$)")
WITH_APARTMENT = re.compile(
    rf"(?<![\w$.:/-])({NUMBER_AND_NAME}(?i:{APARTMENT.removesuffix('?')}))(?![\w:/-])"
)
POST_BOX = re.compile(r"(?i)\bP\.?O\.? ?box #?\d{1,6}\b")
# Not a house number but a block of a street, or a quantity.
NOT_A_HOUSE = re.compile(
    r"(?i)\d+ (?:blocks?|cuadras?|people|cars|trucks|vehicles|bikes|drivers|kids|officers|houses"
    r"|homes|vendors|dogs?|lights?|trees|stops?|mph|miles?|feet|ft|minutes?|hours?|days?|weeks?"
    r"|months?|years?|times|am|pm|more|other|parked|homeless|street|speed|way|st|nd|rd|th)\b"
)
BLOCK = re.compile(r"(?i)\b(?:block|bloque|cuadra|manzana) (?:n[uú]mero )?$")
LONGEST_BLOCK = 20


def find_addresses(text: str) -> Iterator[Span]:
    for pattern in (ADDRESS_ENGLISH, ADDRESS_SPANISH_NAME, ADDRESS_SPANISH, NUMBER_OF_STREET):
        for match in pattern.finditer(text):
            if not NOT_A_HOUSE.match(match[0]) and not _follows_block(text, match.start()):
                yield match.span()
    for pattern in (NAMED_ALONE, NAME_FIRST, NUMBER_OF_NAME, NEAR_HOME, WITH_APARTMENT, SAID_FIRST):
        yield from spans(pattern, text, 1)
    yield from spans(POST_BOX, text)


def _follows_block(text: str, start: int) -> bool:
    """Return whether the number before a street is that of a block: la cuadra 1400 de Maple."""
    return bool(BLOCK.search(text[max(0, start - LONGEST_BLOCK) : start]))
