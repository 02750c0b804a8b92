"""A test of the mail settings: each step to a mail that the server accepts, with its answer."""

import smtplib
import socket
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from email.message import EmailMessage
from email.utils import parseaddr
from threading import Thread
from typing import Any

from flask import current_app
from flask_babel import gettext as _

from coffeecop.config.labels import N_, Labelled
from coffeecop.db import now
from coffeecop.mail.diagnosis import Problem, answer_line, answer_of, diagnose, readable
from coffeecop.mail.oauth import TokenRefused, access_token
from coffeecop.mail.outbox import build_message, envelope_address, new_message_id
from coffeecop.mail.server import MailServer
from coffeecop.models import OutboxMessage, StaffMember
from coffeecop.models.audit import record
from coffeecop.models.installation import the_installation
from coffeecop.parts.mail_test.advice import PROBLEMS

LONGEST_ANSWER = 400


class MailTestAction(Labelled):
    """What is recorded of it in the audit log."""

    MAIL_TESTED = "mail_tested", N_("%(who)s sent a test mail")


class TrialStep(Labelled):
    FIND = "find", N_("Find the server")
    CONNECT = "connect", N_("Connect to it")
    ENCRYPT = "encrypt", N_("Encrypt the connection")
    TOKEN = "token", N_("Get an access token")
    SIGN_IN = "sign_in", N_("Sign in")
    SENDER = "sender", N_("Name the sender")
    RECIPIENT = "recipient", N_("Name the recipient")
    MESSAGE = "message", N_("Hand over the mail")


@dataclass(frozen=True)
class StepResult:
    step: TrialStep
    # What the server said; for ENCRYPT the version of TLS. It may repeat an address.
    answer: str = ""
    problem: Problem | None = None

    @property
    def note(self) -> Any:
        """Return what to know about it: what is wrong and what to do, or nothing."""
        if self.problem:
            return PROBLEMS[self.problem]
        is_clear = self.step is TrialStep.ENCRYPT and not self.answer
        return _("The server offers none, so mail travels in the clear.") if is_clear else ""


class TriedServer(MailServer):
    """A mail server that is asked step by step."""

    def find(self) -> str:
        """Return the server's IP address."""
        found = socket.getaddrinfo(self.host, self.port, type=socket.SOCK_STREAM)
        return str(found[0][4][0])

    def fetch_token(self) -> None:
        access_token(self.oauth, timeout=self._timeout)

    def offer_sender(self, sender: str) -> str:
        code, answer = self._open.mail(sender)
        if code != 250:
            raise smtplib.SMTPSenderRefused(code, answer, sender)
        return answer_line(code, answer)

    def offer_recipient(self, recipient: str) -> str:
        return _taken(*self._open.rcpt(recipient))

    def offer_message(self, message: EmailMessage) -> str:
        return _taken(*self._open.data(message.as_bytes()))


def _taken(code: int, answer: bytes) -> str:
    if code not in (250, 251):
        raise smtplib.SMTPResponseException(code, answer)
    return answer_line(code, answer)


class Trial:
    """One test mail to an address. Raises EmailNotValidError if it is none."""

    def __init__(self, recipient: str, *, timeout: float) -> None:
        address = envelope_address(recipient)
        sender = parseaddr(current_app.config["MAIL_FROM"])[1]
        message = _test_message(address)
        self.server = server = TriedServer(current_app.config, timeout=timeout)
        steps: list[tuple[TrialStep, Callable[[], str | None]]] = [
            (TrialStep.FIND, server.find),
            (TrialStep.CONNECT, server.connect),
            (TrialStep.ENCRYPT, server.encrypt),
        ]
        if server.oauth:
            steps.append((TrialStep.TOKEN, server.fetch_token))
        if server.signs_in:
            steps.append((TrialStep.SIGN_IN, server.sign_in))
        self._steps = [
            *steps,
            (TrialStep.SENDER, lambda: server.offer_sender(sender)),
            (TrialStep.RECIPIENT, lambda: server.offer_recipient(address)),
            (TrialStep.MESSAGE, lambda: server.offer_message(message)),
        ]

    def run(self) -> Iterator[StepResult]:
        """Yield each step as it is done, up to the first that fails."""
        for step, take in self._steps:
            result = self._take(step, take)
            yield result
            if result.problem:
                break
        self.server.close()

    def run_within(self, seconds: float) -> list[StepResult]:
        """Run in a thread, because looking up a name cannot be given a time limit."""
        done: list[StepResult] = []

        def collect() -> None:
            for result in self.run():
                done.append(result)

        thread = Thread(target=collect, daemon=True)
        thread.start()
        thread.join(seconds)
        results = list(done)
        is_over = len(results) == len(self._steps) or (results and results[-1].problem)
        if not is_over:
            step = self._steps[len(results)][0]
            results.append(StepResult(step, "timed out", Problem.UNREACHABLE))
        return results

    def _take(self, step: TrialStep, take: Callable[[], str | None]) -> StepResult:
        try:
            return StepResult(step, take() or "")
        # Whatever it is, the person who tests is told of it.
        except Exception as error:
            return StepResult(step, _said(error), diagnose(error))


def _said(error: Exception) -> str:
    if isinstance(error, TokenRefused):
        said = f"{error.error}: {error.description}"
    else:
        said = answer_of(error) or readable(str(error))
    return said[:LONGEST_ANSWER]


def _test_message(address: str) -> EmailMessage:
    mail = OutboxMessage(
        message_id=new_message_id(),
        subject=_("Your mail works"),
        body=_("This is a test. It shows that mail from this site gets to you."),
        created_at=now(),
    )
    return build_message(mail, to=address)


def record_trial(results: list[StepResult], *, by: StaffMember | None) -> bool:
    """Keep that mail was tested, and when it worked; return whether it did."""
    problem = results[-1].problem
    detail = {"problem": problem} if problem else {"accepted": None}
    record(MailTestAction.MAIL_TESTED, by=by, detail=detail)
    if problem is None:
        the_installation().mail_tested_at = now()
    return problem is None
