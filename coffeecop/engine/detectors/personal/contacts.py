"""Ways to reach somebody: telephone numbers, e-mail addresses, names on social media."""

import re
from collections.abc import Iterator

from email_validator import EmailNotValidError, validate_email

from coffeecop.engine.text import Span, spans

# Numbers written in words: five five five, cinco sesenta y dos.
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


EMAIL = re.compile(r"(?<![\w.!#$%&'*+=?^`{|}~-])[\w.!#$%&'*+/=?^`{|}~-]{1,64}@[\w-]+(?:\.[\w-]+)+")
# Spelled out: tico dot sample at example dot org, beto punto prueba arroba example punto com.
DOT = r"(?:\.| ?\((?:dot|punto)\) ?| (?:dot|punto) | \. )"
LINE = r"(?: (?:underscore|gui[oó]n(?: bajo)?|dash) )"
LOCAL_PART = rf"(?<![\w.@+-])[\w+-]{{1,40}}(?:(?:{DOT}|{LINE})[\w+-]{{1,40}}){{0,3}}"
PROVIDER = r"(?:gmail|yahoo|hotmail|outlook|icloud|aol)"
TOP = r"(?:com|org|net|edu|gov|info|us|mx|es)\b(?! ?@)"
SPELLED_EMAILS = [
    re.compile(rf"(?i){pattern}")
    for pattern in (
        # "at" alone is a word like any other: only before a spelled dot or a mail provider.
        rf"({LOCAL_PART}) at "
        rf"({PROVIDER}\.com|[\w-]{{1,40}}(?: (?:dot|punto) [\w-]{{1,40}}){{1,2}})\b",
        rf"({LOCAL_PART})(?: arroba | ?[(\[] ?(?:at|arroba) ?[)\]] ?| ?@ ?)"
        rf"([\w-]{{1,40}}(?:{DOT}[\w-]{{1,40}}){{0,2}}{DOT}{TOP})",
        rf"({LOCAL_PART})(?: arroba | at )({PROVIDER})\b",
    )
]

AREA = r"[2-9]\d\d"
GAP = r"[ \u00a0./\u2010-\u2015-]{0,3}"
PHONE = re.compile(
    rf"(?<![\w#-])(?<!\d\.)(?<!\w/)(?:\+?1{GAP})?\(?{AREA}\)?{GAP}{AREA}{GAP}"
    r"\d\d[ .-]?\d\d(?: ?(?:x|ext\.?|#) ?\d{1,6})?(?![\w/-]|\.\d)"
)
ABROAD = re.compile(r"(?<![\w+./#-])\+[2-9](?:(?:[ .-]|\) ?| ?\()?\d){7,14}(?![\w/-])")
# In North America an area code and an exchange begin with 2 to 9.
NATIONAL_PHONE = re.compile(r"1?[2-9]\d\d[2-9]\d{6}")
SEVEN_DIGITS = re.compile(r"[2-9]\d{6}")
# Before a number without its area code.
PHONE_WORD = (
    r"(?:tele)?phone|cell?|call|te?xt|tel|whats?app?|tel[eé]fono|cel(?:ular)?|llam\w+"
    r"|m[aá]r(?:que|ca)\w*"
)
WORD_FOR_NUMBERS = (
    r"number|office|home|work|at|or|area code \d{3}(?: then)?|n[uú]mero|habl\w+|casa|trabajo"
    r"|oficina|o|c[oó]digo(?: de [aá]rea)? \d{3}"
)
LOCAL_PHONES = (
    re.compile(
        rf"(?i:\b(?:{PHONE_WORD}|{WORD_FOR_NUMBERS})\b)[^\d\n]{{0,12}}"
        rf"({AREA}[-. ]\d\d[-. ]?\d\d)(?![\w/-]|\.\d)"
    ),
    re.compile(
        rf"(?i:\b(?:{PHONE_WORD})\b)[^\d\n]{{0,12}}({AREA}\d{{4}}(?:\d{{3}})?)(?![\w/-]|\.\d)"
    ),
)
# As people in Mexico write a number, with or without its country; some dial a 1 that is no more.
WITH_MEXICO = re.compile(
    r"(?<![\w./#-])(?:\+|00)?52[ .-]?(?:1[ .-]?)?\(?[2-9](?:[ .-]?\)?[ .-]?\d){9}(?![\w/-]|\.\d)"
)
MEXICAN_PHONES = (
    # Only the four largest cities have an area code of two digits.
    re.compile(r"(?<![\w./#-])\(?(?:33|55|56|81)\)?[ .-]\d{4}[ .-]?\d{4}(?![\w/-]|\.\d)"),
    re.compile(r"(?<![\w./#-])\(?[2-9]\d\d\)?[ .-]\d{3}[ .-]\d\d[ .-]?\d\d(?![\w/-]|\.\d)"),
)
# The number of something else: "report" in "report number 2", not in "call to report it at 2".
OTHER_NUMBER = re.compile(
    r"(?i)\b(?:case|report|incident|citation|complaint|claim|account|confirmation|ticket|reference"
    r"|ref|order|tracking|serial|invoice|permit|bolet[ií]n|expediente|folio|aviso|reporte|caso"
    r"|incidente|multa|infracci[oó]n|queja|denuncia|cuenta|pedido|gu[ií]a|parqu[ií]metro)s?"
    r"(?:[ :#.,()-]|\b(?:no|number|num|nbr|n[uú]mero|id|is|was|es|era|fue|el|the"
    r"|del?|con|with)\b)*$"
)
LONGEST_OTHER = 40

PLATFORM = (
    r"\b(?:insta(?:gram)?|ig|tik ?tok|face(?:book)?|fb|twitter|snap(?:chat)?|youtube|telegram"
    r"|next ?door|social media|redes(?: sociales)?)\b"
)
ABOUT_ACCOUNTS = re.compile(
    rf"(?i){PLATFORM}|\b(?:dm|follow(?:ers)?|handle|username|s[ií]g\w{{1,4}}nos|etiqu\w+|usuario)\b"
)
AT_HANDLE = re.compile(r"(?<![\w.@])@([A-Za-z][\w.]{1,28}\w)(?![\w@])")
# A handle that is no word: with a digit, a dot or an underscore in it.
MADE_UP = re.compile(r"\w[._]\w|\d")
ACCOUNT = re.compile(
    rf"(?i:{PLATFORM}(?:[ :]{{1,2}}(?:(?:user ?)?name|user|handle|account|profile|cuenta|perfil"
    r"|usuario|como|as|under|is|es)\b){0,3}[ :]{1,2})(?=[\w.]*(?:\w[._]\w|\d))([\w.]{2,29}\w)"
)
NAMED_ACCOUNT = re.compile(
    rf"(?i)(?:{PLATFORM} ?:|\b(?:my|his|her|mi|su) {PLATFORM} (?:is|es)"
    r"|\b(?:user ?name|handle|usuario)(?: (?:is|es)|:)) ?@?(\w[\w.]{2,28}\w)"
)
CAPITALIZED = r"[A-ZÁÉÍÓÚÑ][\w'’-]{1,30}"
PROFILE = re.compile(
    rf"(?i:profile name|nombre de perfil|{PLATFORM} (?:como|as|under|bajo))"
    rf"(?i: es| is)?:? ({CAPITALIZED}(?: {CAPITALIZED}){{0,3}})"
)
UNDERSCORED = re.compile(r"(?<![\w.@/])[A-Za-z]\w*_[\w.]*\w(?![\w@])")


def find_emails(text: str) -> Iterator[Span]:
    for match in EMAIL.finditer(text):
        address = match[0].lstrip("/").rstrip("-._")
        if _is_email(address):
            start = match.start() + match[0].index(address)
            yield start, start + len(address)
    for pattern in SPELLED_EMAILS:
        for match in pattern.finditer(text):
            domain = _unspelled(match[2])
            if _is_email(f"{_unspelled(match[1])}@{domain if '.' in domain else domain + '.com'}"):
                yield match.span()


def _unspelled(words: str) -> str:
    words = re.sub(rf"(?i){DOT}", ".", words)
    return re.sub(rf"(?i){LINE}", "_", words)


def _is_email(address: str) -> bool:
    try:
        validate_email(address, check_deliverability=False, test_environment=True)
    except EmailNotValidError:
        return False
    return True


def find_phones(text: str) -> Iterator[Span]:
    for start, end in _numbers_like_phones(text):
        if not OTHER_NUMBER.search(text[max(0, start - LONGEST_OTHER) : start]):
            yield start, end


def _numbers_like_phones(text: str) -> Iterator[Span]:
    yield from spans(WITH_MEXICO, text)
    yield from find_written_phones(text)
    for pattern in (*LOCAL_PHONES, *MEXICAN_PHONES):
        yield from spans(pattern, text, min(pattern.groups, 1))
    for start, end, digits in spoken_numbers(text):
        if NATIONAL_PHONE.fullmatch(digits) or SEVEN_DIGITS.fullmatch(digits):
            yield start, end


def find_written_phones(text: str) -> Iterator[Span]:
    """Yield the spans of numbers with an area code or a country."""
    yield from spans(ABROAD, text)
    yield from spans(PHONE, text)


def find_handles(text: str) -> Iterator[Span]:
    is_about_accounts = ABOUT_ACCOUNTS.search(text)
    for match in AT_HANDLE.finditer(text):
        if is_about_accounts or MADE_UP.search(match[1]):
            yield match.span()
    yield from spans(ACCOUNT, text, 1)
    yield from spans(NAMED_ACCOUNT, text, 1)
    yield from spans(PROFILE, text, 1)
    if is_about_accounts:
        yield from spans(UNDERSCORED, text)
