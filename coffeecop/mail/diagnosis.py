"""What an exception of smtplib, ssl or the token endpoint means for who set mail up.

The sentences are in coffeecop.staff.mail_words.
"""

import enum
import re
import smtplib
import socket
import ssl

from coffeecop.mail.oauth import TokenRefused, TokenUnavailable

LONGEST_ANSWER = 400


class NotEncrypted(Exception):
    """The mail server offers no encryption, so the password is not sent."""


class Problem(enum.StrEnum):
    UNKNOWN_HOST = enum.auto()
    CONNECTION_REFUSED = enum.auto()
    TIMED_OUT = enum.auto()
    UNREACHABLE = enum.auto()
    HUNG_UP = enum.auto()
    TURNED_AWAY = enum.auto()
    CERTIFICATE_OF_ANOTHER_NAME = enum.auto()
    CERTIFICATE_EXPIRED = enum.auto()
    CERTIFICATE_UNTRUSTED = enum.auto()
    TLS_FAILED = enum.auto()
    NOT_ENCRYPTED = enum.auto()
    TOKEN_UNAVAILABLE = enum.auto()
    TENANT_UNKNOWN = enum.auto()
    CLIENT_UNKNOWN = enum.auto()
    SECRET_WRONG = enum.auto()
    SECRET_EXPIRED = enum.auto()
    SCOPE_UNKNOWN = enum.auto()
    REFRESH_TOKEN_REVOKED = enum.auto()
    TOKEN_REFUSED = enum.auto()
    SIGN_IN_NOT_OFFERED = enum.auto()
    SIGN_IN_NEEDED = enum.auto()
    PASSWORD_REFUSED = enum.auto()
    APP_PASSWORD_NEEDED = enum.auto()
    PASSWORDS_DISABLED = enum.auto()
    SMTP_AUTH_DISABLED = enum.auto()
    SIGN_IN_BLOCKED = enum.auto()
    MAILBOX_NOT_PERMITTED = enum.auto()
    SENDER_REFUSED = enum.auto()
    SEND_AS_DENIED = enum.auto()
    RELAY_DENIED = enum.auto()
    RECIPIENT_REFUSED = enum.auto()
    DOMAIN_UNPROVEN = enum.auto()
    SENDING_LIMIT = enum.auto()
    MESSAGE_REFUSED = enum.auto()
    TRY_LATER = enum.auto()
    OTHER = enum.auto()


# A setting is wrong or the server takes no mail at all: no single mail is to blame.
HOLDS_UP_ALL_MAIL = {
    Problem.NOT_ENCRYPTED,
    Problem.SIGN_IN_NEEDED,
    Problem.PASSWORDS_DISABLED,
    Problem.SMTP_AUTH_DISABLED,
    Problem.SENDER_REFUSED,
    Problem.SEND_AS_DENIED,
    Problem.SENDING_LIMIT,
}
# Of the set-up too, but only some recipients may be affected.
IS_WORTH_A_RETRY = HOLDS_UP_ALL_MAIL | {Problem.RELAY_DENIED, Problem.DOMAIN_UNPROVEN}
# By enhanced status code (RFC 3463) or by the words that providers use. The first match counts.
ANSWERS = [
    (re.compile(pattern, re.IGNORECASE), problem)
    for pattern, problem in (
        (r"smtpclientauthentication is disabled", Problem.SMTP_AUTH_DISABLED),
        (r"\b5\.7\.30\b|basic authentication is (disabled|not)", Problem.PASSWORDS_DISABLED),
        (r"did not meet the criteria|security defaults", Problem.SIGN_IN_BLOCKED),
        (r"application-specific password|\b5\.7\.9\b", Problem.APP_PASSWORD_NEEDED),
        (r"starttls|must use tls|encryption required", Problem.NOT_ENCRYPTED),
        (r"\b5\.7\.57\b|^530\b|authentication required", Problem.SIGN_IN_NEEDED),
        (r"\b5\.7\.60\b|\b5\.2\.252\b|send ?as|not owned by user", Problem.SEND_AS_DENIED),
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
    )
]
TOKEN_ERRORS = {
    "AADSTS90002": Problem.TENANT_UNKNOWN,
    "AADSTS900023": Problem.TENANT_UNKNOWN,
    "AADSTS700016": Problem.CLIENT_UNKNOWN,
    "AADSTS7000112": Problem.CLIENT_UNKNOWN,
    "AADSTS7000215": Problem.SECRET_WRONG,
    "AADSTS7000222": Problem.SECRET_EXPIRED,
    "AADSTS500011": Problem.SCOPE_UNKNOWN,
    "AADSTS70011": Problem.SCOPE_UNKNOWN,
    "AADSTS1002012": Problem.SCOPE_UNKNOWN,
    "AADSTS53003": Problem.SIGN_IN_BLOCKED,
    # Google's.
    "invalid_grant": Problem.REFRESH_TOKEN_REVOKED,
    "invalid_client": Problem.SECRET_WRONG,
    "unauthorized_client": Problem.CLIENT_UNKNOWN,
}
# OpenSSL's X509_V_ERR_ codes.
CERTIFICATE_ERRORS = {
    10: Problem.CERTIFICATE_EXPIRED,
    62: Problem.CERTIFICATE_OF_ANOTHER_NAME,
    64: Problem.CERTIFICATE_OF_ANOTHER_NAME,
}
# The first class that matches counts, so subclasses come first.
CLASSES: tuple[tuple[type[Exception], Problem], ...] = (
    (NotEncrypted, Problem.NOT_ENCRYPTED),
    (TokenUnavailable, Problem.TOKEN_UNAVAILABLE),
    (ssl.SSLError, Problem.TLS_FAILED),
    (socket.gaierror, Problem.UNKNOWN_HOST),
    # A name that cannot be one.
    (UnicodeError, Problem.UNKNOWN_HOST),
    (ConnectionRefusedError, Problem.CONNECTION_REFUSED),
    (TimeoutError, Problem.TIMED_OUT),
    (smtplib.SMTPServerDisconnected, Problem.HUNG_UP),
    (ConnectionResetError, Problem.HUNG_UP),
    (smtplib.SMTPNotSupportedError, Problem.SIGN_IN_NOT_OFFERED),
    (smtplib.SMTPConnectError, Problem.TURNED_AWAY),
    (smtplib.SMTPSenderRefused, Problem.SENDER_REFUSED),
    (smtplib.SMTPRecipientsRefused, Problem.RECIPIENT_REFUSED),
    (smtplib.SMTPDataError, Problem.MESSAGE_REFUSED),
    (smtplib.SMTPException, Problem.OTHER),
    (OSError, Problem.UNREACHABLE),
)


def diagnose(error: BaseException, *, by_oauth: bool = False) -> Problem:
    """Return what is wrong; `by_oauth` says how the login was tried."""
    if isinstance(error, TokenRefused):
        return _diagnose_token(error)
    if isinstance(error, ssl.SSLCertVerificationError):
        return CERTIFICATE_ERRORS.get(error.verify_code, Problem.CERTIFICATE_UNTRUSTED)
    # smtplib reports a time-out while it reads as a lost connection.
    if isinstance(error.__context__, TimeoutError):
        return Problem.TIMED_OUT
    # Without addresses: a resident chose those, and could choose dmarc@example.org.
    answer = re.sub(r"\S+@\S+", "", server_answer(error))
    known = next((problem for pattern, problem in ANSWERS if pattern.search(answer)), None)
    if known:
        return known
    if answer.startswith("4"):
        return Problem.TRY_LATER
    if isinstance(error, smtplib.SMTPAuthenticationError):
        return Problem.MAILBOX_NOT_PERMITTED if by_oauth else Problem.PASSWORD_REFUSED
    return next((found for kind, found in CLASSES if isinstance(error, kind)), Problem.OTHER)


def holds_up_all_mail(error: BaseException) -> bool:
    """Return whether other mail would be refused as well.

    Never for a refused recipient: such an answer may quote another server, which may say anything.
    """
    of_a_recipient = isinstance(error, smtplib.SMTPRecipientsRefused)
    return diagnose(error) in HOLDS_UP_ALL_MAIL and not of_a_recipient


def _diagnose_token(error: TokenRefused) -> Problem:
    code = re.search(r"AADSTS\d+", error.description)
    return TOKEN_ERRORS.get(code.group() if code else error.error, Problem.TOKEN_REFUSED)


def server_answer(error: BaseException) -> str:
    """Return what the server said. It may repeat an address, so it is for no log."""
    match error:
        case TokenRefused(error=kind, description=description):
            answer = f"{kind}: {description}"
        case smtplib.SMTPRecipientsRefused(recipients=answers):
            answer = "\n".join(f"{code} {readable(text)}" for code, text in answers.values())
        case smtplib.SMTPResponseException(smtp_code=code, smtp_error=text):
            answer = f"{code} {readable(text)}"
        case _:
            return ""
    return answer[:LONGEST_ANSWER]


def readable(text: bytes | str) -> str:
    """Return a server's words as one printable line."""
    decoded = text.decode("utf-8", "replace") if isinstance(text, bytes) else text
    line = " ".join(decoded.split())
    return "".join(letter for letter in line if letter.isprintable())
