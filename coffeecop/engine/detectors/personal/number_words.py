"""Numbers written in words, in English and Spanish: *five five five*, *cinco sesenta y dos*."""

import re
from collections.abc import Iterator

UNITS = {
    "zero": 0, "oh": 0, "cero": 0,
    "one": 1, "uno": 1,
    "two": 2, "dos": 2,
    "three": 3, "tres": 3,
    "four": 4, "cuatro": 4,
    "five": 5, "cinco": 5,
    "six": 6, "seis": 6,
    "seven": 7, "siete": 7,
    "eight": 8, "ocho": 8,
    "nine": 9, "nueve": 9,
}  # fmt: skip
TEENS = {
    "ten": 10, "diez": 10,
    "eleven": 11, "once": 11,
    "twelve": 12, "doce": 12,
    "thirteen": 13, "trece": 13,
    "fourteen": 14, "catorce": 14,
    "fifteen": 15, "quince": 15,
    "sixteen": 16, "dieciseis": 16, "dieciséis": 16,
    "seventeen": 17, "diecisiete": 17,
    "eighteen": 18, "dieciocho": 18,
    "nineteen": 19, "diecinueve": 19,
    "veintiuno": 21, "veintidos": 22, "veintidós": 22, "veintitres": 23, "veintitrés": 23,
    "veinticuatro": 24, "veinticinco": 25, "veintiseis": 26, "veintiséis": 26,
    "veintisiete": 27, "veintiocho": 28, "veintinueve": 29,
}  # fmt: skip
TENS = {
    "twenty": 20, "veinte": 20,
    "thirty": 30, "treinta": 30,
    "forty": 40, "cuarenta": 40,
    "fifty": 50, "cincuenta": 50,
    "sixty": 60, "sesenta": 60,
    "seventy": 70, "setenta": 70,
    "eighty": 80, "ochenta": 80,
    "ninety": 90, "noventa": 90,
}  # fmt: skip
HUNDREDS = {
    "doscientos": 200, "trescientos": 300, "cuatrocientos": 400, "quinientos": 500,
    "seiscientos": 600, "setecientos": 700, "ochocientos": 800, "novecientos": 900,
}  # fmt: skip
VALUES = UNITS | TEENS | TENS | HUNDREDS

UNIT, TEEN, TEN, HUNDRED = ("|".join(words) for words in (UNITS, TEENS, TENS, HUNDREDS))
BELOW_HUNDRED = rf"(?:(?:{TEN})(?:(?: y |[ -])(?:{UNIT})\b)?|{TEEN}|{UNIT})"
NUMBER = rf"(?:(?:{HUNDRED})(?: {BELOW_HUNDRED}\b)?|{BELOW_HUNDRED})"
# As long as a telephone number, in words or in words and digits.
RUN = re.compile(rf"(?i)\b(?:(?:{NUMBER}|\d{{1,4}})\b[ ,.()-]{{0,3}}){{3,12}}")
PART = re.compile(rf"(?i){NUMBER}\b|\d+")
FEWEST_WORDS = 2


def spoken_numbers(text: str) -> Iterator[tuple[int, int, str]]:
    """Yield where numbers with words in them start and end, and their digits."""
    for run in RUN.finditer(text):
        parts = list(PART.finditer(text, *run.span()))
        words = [word for part in parts for word in _words(part[0])]
        if len(words) >= FEWEST_WORDS:
            digits = "".join(_digits(part[0]) for part in parts)
            yield parts[0].start(), parts[-1].end(), digits


def _words(part: str) -> list[str]:
    return [word for word in re.split(r"[ -]", part.lower()) if word in VALUES]


def _digits(part: str) -> str:
    words = _words(part)
    return str(sum(VALUES[word] for word in words)) if words else part
