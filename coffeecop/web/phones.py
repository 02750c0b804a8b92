"""Telephone numbers: of North America, unless they begin with + and another country."""

import re
import unicodedata

from markupsafe import Markup, escape

from coffeecop.engine.detectors.personal.contacts import find_written_phones

# In ASCII digits, once what a phone pastes around a number and other digits are plain.
WRITTEN = re.compile(
    r"(?ia)[^\d+(]*([+(]{0,2}\d[\d\s().\-/\u2010-\u2015]*?)"
    r"\s*(?:(?:,? ?(?:x|ext\.?|extension)|#) ?(\d{1,6}))?"
)
NATIONAL = re.compile(r"\+1(\d{3})(\d{3})(\d{4})")
ABROAD = re.compile(r"\+[2-9]\d{7,14}")


def parsed(text: str) -> tuple[str, str] | None:
    """Return the number as +18055550100 and its extension, or None if it cannot be one."""
    plain = unicodedata.normalize("NFKC", "".join(filter(str.isprintable, text))).strip()
    if not (match := WRITTEN.fullmatch(plain)):
        return None
    written, extension = re.sub(r"^011(?=[ -])", "+", match[1]), match[2] or ""
    digits = re.sub(r"\D", "", written)
    number = f"+{digits}" if "+" in written or len(digits) == 11 else f"+1{digits}"
    is_possible = NATIONAL.fullmatch(number) or ("+" in written and ABROAD.fullmatch(number))
    return (number, extension) if is_possible else None


def displayed(text: str) -> str:
    """Return a number as it is displayed, such as (805) 555-0100; one from abroad as it came."""
    number, extension = parsed(text) or (text, "")
    national = NATIONAL.fullmatch(number)
    shown = "({}) {}-{}".format(*national.groups()) if national else " ".join(text.split())
    return f"{shown} ext. {extension}" if national and extension else shown


def phone_url(phone: str) -> str:
    """Return the link (RFC 3966) of a number."""
    number, extension = parsed(phone) or (phone, "")
    number = NATIONAL.sub(r"+1-\1-\2-\3", number)
    return f"tel:{number};ext={extension}" if extension else f"tel:{number}"


def phone_links(text: str) -> Markup:
    parts, end = [], 0
    for start, after in sorted(find_written_phones(text)):
        if start >= end:
            number = text[start:after]
            link = Markup('<a href="{}">{}</a>').format(phone_url(number), number)
            parts += [escape(text[end:start]), link]
            end = after
    return Markup("").join([*parts, escape(text[end:])])
