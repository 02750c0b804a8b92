"""Ways to reach somebody: telephone numbers, e-mail addresses, names on social media."""

import re
from collections.abc import Iterator

from email_validator import EmailNotValidError, validate_email

from coffeecop.engine.detectors.personal.number_words import spoken_numbers
from coffeecop.engine.text import Span, spans

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
