"""A connection to the mail server: TLS, and signing in with a password or by OAuth."""

import smtplib
import ssl
from collections.abc import Mapping
from email.message import EmailMessage
from typing import Any
from urllib.parse import unquote, urlsplit

from coffeecop.config import is_local, public_address
from coffeecop.mail.diagnosis import NotEncrypted, Problem, answer_line, diagnose
from coffeecop.mail.oauth import TokenRefused, TokenUnavailable, access_token, forget_token

TIMEOUT_SECONDS = 10
# What opening a connection raises; smtplib's exceptions are OSErrors.
FAILURES = (OSError, UnicodeError, NotEncrypted, TokenRefused, TokenUnavailable)


class MailServerUnavailable(Exception):
    """The mail server cannot be reached or takes no mail from us; all mail waits."""

    def __init__(self, problem: Problem) -> None:
        super().__init__(problem)
        self.problem = problem


class MailServer:
    """A connection to the mail server in SMTP_URL that reconnects when it breaks."""

    def __init__(self, config: Mapping[str, Any], *, timeout: float = TIMEOUT_SECONDS) -> None:
        url = urlsplit(config["SMTP_URL"])
        self.host = url.hostname or "localhost"
        self._is_always_encrypted = url.scheme == "smtps"
        self.port = url.port or (465 if self._is_always_encrypted else 25)
        self._user, self._password = unquote(url.username or ""), unquote(url.password or "")
        self.oauth = config["MAIL_OAUTH"]
        self._own_name = host_name(config)
        self._timeout = timeout
        self._connection: smtplib.SMTP | None = None

    @property
    def signs_in(self) -> bool:
        return bool(self._user)

    def ensure_connected(self) -> None:
        """Connect and sign in if needed. Raises MailServerUnavailable."""
        try:
            if self._connection and self._connection.noop()[0] == 250:
                return
        except OSError:
            pass
        self.close()
        try:
            self.connect()
            self.encrypt()
            self.sign_in()
        except FAILURES as error:
            self.close()
            raise MailServerUnavailable(diagnose(error)) from error

    def connect(self) -> None:
        options: dict[str, Any] = {"local_hostname": self._own_name, "timeout": self._timeout}
        if self._is_always_encrypted:
            options["context"] = _ssl_context(self.host)
            self._connection = smtplib.SMTP_SSL(self.host, self.port, **options)
        else:
            self._connection = smtplib.SMTP(self.host, self.port, **options)
        self._connection.ehlo_or_helo_if_needed()

    def encrypt(self) -> str:
        """Return the version of TLS; nothing if the server has none and no login is sent."""
        if not self._is_always_encrypted and self._open.has_extn("starttls"):
            self._open.starttls(context=_ssl_context(self.host))
            self._open.ehlo_or_helo_if_needed()
        version = self._open.sock.version() if isinstance(self._open.sock, ssl.SSLSocket) else None
        if version is None and self.signs_in and not is_local(self.host):
            raise NotEncrypted
        return version or ""

    def sign_in(self) -> str:
        """Return the server's answer."""
        if not self.signs_in:
            return ""
        if self.oauth:
            return self._sign_in_by_oauth()
        self._require("CRAM-MD5", "PLAIN", "LOGIN")
        return answer_line(*self._open.login(self._user, self._password))

    def _sign_in_by_oauth(self) -> str:
        try:
            return self._send_token()
        except smtplib.SMTPAuthenticationError as refusal:
            if refusal.smtp_code != 535:
                raise
        # The token was revoked, or has expired early. Some servers hang up after refusing it.
        forget_token(self.oauth)
        self.close()
        self.connect()
        self.encrypt()
        return self._send_token()

    def _send_token(self) -> str:
        """Sign in by SASL XOAUTH2, which Microsoft and Google both offer."""
        self._require("XOAUTH2")
        token = access_token(self.oauth, timeout=self._timeout)
        response = f"user={self._user}\1auth=Bearer {token}\1\1"
        # A refusal comes as a challenge with the reason, which an empty response ends.
        answer = self._open.auth("XOAUTH2", lambda challenge=None: "" if challenge else response)
        return answer_line(*answer)

    def _require(self, *mechanisms: str) -> None:
        offered = self._open.esmtp_features.get("auth", "").upper().split()
        if not set(mechanisms) & set(offered):
            raise smtplib.SMTPNotSupportedError(f"AUTH {' '.join(offered)}")

    def send(self, message: EmailMessage, *, sender: str, recipient: str) -> None:
        self._open.send_message(message, from_addr=sender, to_addrs=[recipient])

    def close(self) -> None:
        if self._connection:
            self._connection.close()
        self._connection = None

    @property
    def _open(self) -> smtplib.SMTP:
        if self._connection is None:
            raise smtplib.SMTPServerDisconnected
        return self._connection


def host_name(config: Mapping[str, Any]) -> str:
    return urlsplit(public_address(config)).hostname or "localhost"


def _ssl_context(host: str) -> ssl.SSLContext:
    context = ssl.create_default_context()
    if is_local(host):
        # A local mail server seldom has a valid certificate.
        context.check_hostname = False
        context.verify_mode = ssl.CERT_NONE
    return context
