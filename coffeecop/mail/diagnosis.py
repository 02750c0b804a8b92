"""What an exception of smtplib, ssl or the token endpoint means for who set mail up.

The command prints the sentences in English, the page in its language; the server's own words say
more.
"""

import enum
import re
import smtplib
import ssl

from flask_babel import lazy_gettext as _l

from coffeecop.mail.oauth import TokenRefused, TokenUnavailable

LONGEST_ANSWER = 400


class NotEncrypted(Exception):
    """The mail server offers no encryption, so the password is not sent."""


class Problem(enum.StrEnum):
    UNREACHABLE = enum.auto()
    NOT_ENCRYPTED = enum.auto()
    NO_TOKEN = enum.auto()
    NOT_SIGNED_IN = enum.auto()
    SENDER_REFUSED = enum.auto()
    RELAY_DENIED = enum.auto()
    DOMAIN_UNPROVEN = enum.auto()
    SENDING_LIMIT = enum.auto()
    TRY_LATER = enum.auto()
    REFUSED = enum.auto()


# What to do about each.
PROBLEMS = {
    Problem.UNREACHABLE: _l(
        "This machine cannot reach the server. Check the name and the port in SMTP_URL, "
        "and the firewalls in between: 587 goes with smtp:// and 465 with smtps://. A server that "
        "hangs up may not want mail from this machine's address; those who run it can allow it."
    ),
    Problem.NOT_ENCRYPTED: _l(
        "The connection is not encrypted, so nothing secret is sent. Use port 587 with smtp://, or "
        "465 with smtps://. The server needs a certificate for the name in SMTP_URL that this "
        "machine trusts."
    ),
    Problem.NO_TOKEN: _l(
        "There is no access token. Compare the settings MAIL_OAUTH_… with what the app's page "
        "shows: the secret may have expired, or been taken back."
    ),
    Problem.NOT_SIGNED_IN: _l(
        "The server does not let this mailbox in. It says why; docs/operating.md lists what its "
        "usual answers mean."
    ),
    Problem.SENDER_REFUSED: _l(
        "The server does not take mail from the address in MAIL_FROM. Use the mailbox's own "
        "address, or give the mailbox the right Send As for the other one."
    ),
    Problem.RELAY_DENIED: _l(
        "The server does not pass on mail for this machine. Sign in, or have this machine's "
        "address allowed on the server."
    ),
    Problem.DOMAIN_UNPROVEN: _l(
        "Nothing proves that this mail is from your domain. Check its SPF, DKIM and DMARC, as "
        "docs/operating.md explains."
    ),
    Problem.SENDING_LIMIT: _l(
        "The mailbox has sent as much as it may for now, or it is blocked. Those who run the "
        "server can see which."
    ),
    Problem.TRY_LATER: _l("The server asks for some time. Test again in a few minutes."),
    Problem.REFUSED: _l(
        "The server does not take this mail. Check how the address is written. If it refuses the "
        "mail itself, a filter is often the cause."
    ),
}
# A setting is wrong or the server takes no mail at all: no single mail is to blame.
HOLDS_UP_ALL_MAIL = {
    Problem.NOT_ENCRYPTED,
    Problem.NOT_SIGNED_IN,
    Problem.SENDER_REFUSED,
    Problem.SENDING_LIMIT,
}
# Of the set-up too, but only some recipients may be affected.
IS_WORTH_A_RETRY = HOLDS_UP_ALL_MAIL | {Problem.RELAY_DENIED, Problem.DOMAIN_UNPROVEN}
# By enhanced status code (RFC 3463) or by the words that providers use. The first match counts.
ANSWERS = [
    (re.compile(pattern, re.IGNORECASE), problem)
    for pattern, problem in (
        (r"starttls|must use tls|encryption required", Problem.NOT_ENCRYPTED),
        (
            r"\b5\.7\.(9|30|57)\b|^530\b|authentication required|"
            r"(basic|smtpclient) ?authentication is",
            Problem.NOT_SIGNED_IN,
        ),
        (r"\b5\.7\.60\b|\b5\.2\.252\b|send ?as|not owned by user", Problem.SENDER_REFUSED),
        (
            r"\b5\.4\.5\b|\b5\.1\.90\b|\b4\.7\.28\b|bad outbound|"
            r"(sending|submission) (limit|quota)",
            Problem.SENDING_LIMIT,
        ),
        (
            r"\b5\.7\.(54|64)\b|relay(ing)?( access)? (is )?(denied|not|prohibited)|(to|for) relay",
            Problem.RELAY_DENIED,
        ),
        (r"\b5\.7\.(2[0-46]|509|515)\b|\b(spf|dkim|dmarc)\b", Problem.DOMAIN_UNPROVEN),
        (r"^4", Problem.TRY_LATER),
    )
]
# The first class that matches counts, so subclasses come first.
CLASSES: tuple[tuple[type[Exception], Problem], ...] = (
    (NotEncrypted, Problem.NOT_ENCRYPTED),
    (ssl.SSLError, Problem.NOT_ENCRYPTED),
    (TokenRefused, Problem.NO_TOKEN),
    (TokenUnavailable, Problem.NO_TOKEN),
    (smtplib.SMTPAuthenticationError, Problem.NOT_SIGNED_IN),
    (smtplib.SMTPNotSupportedError, Problem.NOT_SIGNED_IN),
    (smtplib.SMTPSenderRefused, Problem.SENDER_REFUSED),
    (smtplib.SMTPConnectError, Problem.UNREACHABLE),
    (smtplib.SMTPServerDisconnected, Problem.UNREACHABLE),
    (smtplib.SMTPException, Problem.REFUSED),
    # A name that cannot be one is a UnicodeError.
    (OSError, Problem.UNREACHABLE),
    (UnicodeError, Problem.UNREACHABLE),
)


def diagnose(error: BaseException) -> Problem:
    # Without addresses: a resident chose those, and could choose dmarc@example.org.
    answer = "" if isinstance(error, TokenRefused) else re.sub(r"\S+@\S+", "", _reply(error))
    known = next((problem for pattern, problem in ANSWERS if pattern.search(answer)), None)
    return known or next(
        (found for kind, found in CLASSES if isinstance(error, kind)), Problem.REFUSED
    )


def holds_up_all_mail(error: BaseException) -> bool:
    """Return whether other mail would be refused as well.

    Never for a refused recipient: such an answer may quote another server, which may say anything.
    """
    of_a_recipient = isinstance(error, smtplib.SMTPRecipientsRefused)
    return diagnose(error) in HOLDS_UP_ALL_MAIL and not of_a_recipient


def server_answer(error: BaseException) -> str:
    """Return what the server or this machine said. It may repeat an address: for no log."""
    return (_reply(error) or readable(str(error)))[:LONGEST_ANSWER]


def _reply(error: BaseException) -> str:
    match error:
        case TokenRefused(error=kind, description=description):
            return f"{kind}: {description}"
        case smtplib.SMTPRecipientsRefused(recipients=answers):
            return "\n".join(f"{code} {readable(text)}" for code, text in answers.values())
        case smtplib.SMTPResponseException(smtp_code=code, smtp_error=text):
            return f"{code} {readable(text)}"
    return ""


def readable(text: bytes | str) -> str:
    """Return a server's words as one printable line."""
    decoded = text.decode("utf-8", "replace") if isinstance(text, bytes) else text
    line = " ".join(decoded.split())
    return "".join(letter for letter in line if letter.isprintable())
