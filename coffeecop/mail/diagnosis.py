"""What an exception of smtplib, ssl or the token endpoint means for mail that waits."""

import enum
import re
import smtplib
import ssl

from coffeecop.mail.oauth import TokenRefused, TokenUnavailable


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
CLASSES: tuple[tuple[tuple[type[Exception], ...], Problem], ...] = (
    ((NotEncrypted, ssl.SSLError), Problem.NOT_ENCRYPTED),
    ((TokenRefused, TokenUnavailable), Problem.NO_TOKEN),
    ((smtplib.SMTPAuthenticationError, smtplib.SMTPNotSupportedError), Problem.NOT_SIGNED_IN),
    ((smtplib.SMTPSenderRefused,), Problem.SENDER_REFUSED),
    ((smtplib.SMTPConnectError, smtplib.SMTPServerDisconnected), Problem.UNREACHABLE),
    ((smtplib.SMTPException,), Problem.REFUSED),
    # A name that cannot be one is a UnicodeError.
    ((OSError, UnicodeError), Problem.UNREACHABLE),
)


def diagnose(error: BaseException) -> Problem:
    # Without addresses: a resident chose those, and could choose dmarc@example.org.
    answer = re.sub(r"\S+@\S+", "", answer_of(error))
    known = next((problem for pattern, problem in ANSWERS if pattern.search(answer)), None)
    return known or next(
        (found for kinds, found in CLASSES if isinstance(error, kinds)), Problem.REFUSED
    )


def holds_up_all_mail(error: BaseException) -> bool:
    """Return whether other mail would be refused as well.

    Never for a refused recipient: such an answer may quote another server, which may say anything.
    """
    of_a_recipient = isinstance(error, smtplib.SMTPRecipientsRefused)
    return diagnose(error) in HOLDS_UP_ALL_MAIL and not of_a_recipient


def codes_and_texts(error: BaseException) -> list[tuple[int, bytes | str]]:
    """Return what the server answered: for several recipients, to each of them."""
    match error:
        case smtplib.SMTPRecipientsRefused(recipients=answers):
            return [*answers.values()]
        case smtplib.SMTPResponseException(smtp_code=code, smtp_error=text):
            return [(code, text)]
    return []


def answer_of(error: BaseException) -> str:
    """Return the server's answer, or "". It may repeat an address: for no log."""
    return "\n".join(answer_line(*answer) for answer in codes_and_texts(error))


def answer_line(code: int, text: bytes | str) -> str:
    return f"{code} {readable(text)}"


def readable(text: bytes | str) -> str:
    """Return a server's words as one printable line."""
    decoded = text.decode("utf-8", "replace") if isinstance(text, bytes) else text
    line = " ".join(decoded.split())
    return "".join(letter for letter in line if letter.isprintable())
