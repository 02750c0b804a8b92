"""Slips in e-mail addresses: a mail to gmial.com reaches nobody, and nobody hears of it."""

import re
from difflib import get_close_matches

from email_validator import EmailNotValidError, validate_email
from flask_babel import gettext as _
from wtforms import HiddenField, StringField
from wtforms.validators import ValidationError

# The names of large providers, with their endings.
PROVIDERS = {
    "gmail": ("com",),
    "yahoo": ("com", "com.mx", "es"),
    "hotmail": ("com", "com.mx", "es"),
    "outlook": ("com", "com.mx", "es"),
    "icloud": ("com",),
    "comcast": ("net",),
    "verizon": ("net",),
    "sbcglobal": ("net",),
    "earthlink": ("net",),
    "protonmail": ("com",),
    "live": ("com", "com.mx"),
    "aol": ("com",),
    "att": ("net",),
    "msn": ("com",),
}
KNOWN = frozenset({*PROVIDERS, "mail", "email", "ymail", "fastmail", "cloud"})
# Too many names are like a short one: olive.com is no slip.
GUESSED = [name for name in PROVIDERS if len(name) > 4]
# The first are no endings of addresses; the second are, but of no large provider.
NO_ENDINGS = frozenset({"con", "vom", "xom", "cpm", "ocm", "comm", "coom", "cmo", "clm"})
CUT_ENDINGS = frozenset({"c", "co", "cm", "om"})
SPELLED_OUT = {
    r"\s+(?:at|arroba)\s+": "@",
    r"\s+(?:dot|punto)\s+": ".",
    r"\s*([@.,])\s*": r"\1",
    r"[\s,]+": ".",
}


def likely_slip(text: str) -> str | None:
    """Return the address that was probably meant, None if this one looks right.

    Examples: ana@gmial.com, ana@gmail.con, ana@gmail, "ana at gmail dot com".
    """
    local, _at, domain = _as_address(text).rpartition("@")
    meant = f"{local}@{_likely_domain(domain.lower())}"
    if meant.lower() == text.strip().lower() or not is_mail_address(meant):
        return None
    return meant


def is_mail_address(text: str) -> bool:
    try:
        validate_email(text, check_deliverability=False)
    except EmailNotValidError:
        return False
    return True


def is_meant_as_mail_address(text: str) -> bool:
    letters = sum(character.isalpha() for character in text)
    return "@" in text or letters > sum(character.isdigit() for character in text)


class AskedBack(str):
    """What a form asks back in the place of an error: nothing is wrong."""

    is_question = True


class AsksAboutSlips:
    """Adds to a form what slip_question in macros/forms.html sends: a slip is asked about once."""

    asked_about = HiddenField()
    meant_address = StringField()
    # Set by validation: what to offer in place of what was typed.
    suggested_address: str | None = None

    def address_meant(self, typed: str) -> str:
        """Return the address as typed, or as mended. Raises ValidationError to ask."""
        if (self.asked_about.data or "").lower() == typed.lower():
            return self.meant_address.data or typed
        self.suggested_address = likely_slip(typed)
        if self.suggested_address:
            self.asked_about.data = typed
            raise ValidationError(
                AskedBack(_("Did you mean %(address)s?", address=self.suggested_address))
            )
        return typed


def _as_address(text: str) -> str:
    text = text.strip()
    for spelled, sign in SPELLED_OUT.items():
        text = re.sub(spelled, sign, text, flags=re.IGNORECASE)
    return text


def _likely_domain(domain: str) -> str:
    name, dot, ending = domain.partition(".")
    if not dot:
        # "gmail", "gmailcom"
        name, ending = name.removesuffix("com"), "com"
    close = get_close_matches(name, GUESSED, n=1, cutoff=0.8)
    likely = close[0] if close and name not in KNOWN else name
    endings = PROVIDERS.get(likely)
    if ending in NO_ENDINGS or (endings and ending in CUT_ENDINGS):
        ending = endings[0] if endings else "com"
    if endings and ending in endings:
        return f"{likely}.{ending}"
    return f"{name}.{ending}" if dot else domain
