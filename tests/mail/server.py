"""A real mail server for tests, that keeps what it is sent and refuses whom it is told to."""

import json
import socket
from base64 import b64decode
from collections import Counter
from contextlib import contextmanager
from email import message_from_bytes
from email.policy import default
from threading import Event, Thread

from aiosmtpd.controller import Controller
from aiosmtpd.smtp import MISSING, AuthResult


class Post:
    """What has arrived. Answers these commands as it is told to: Post(DATA="554 no")."""

    def __init__(self, **answers):
        self.letters = []
        self.told = answers
        # Answers by recipient; what is not named is taken.
        self.answers = {}
        self.on_data = None
        self.breaks_off_for = set()

    async def handle_AUTH(self, server, session, envelope, args):
        return self.told.get("AUTH", MISSING)

    async def handle_MAIL(self, server, session, envelope, address, options):
        envelope.mail_from = address
        return self.told.get("MAIL", "250 OK")

    async def handle_RCPT(self, server, session, envelope, address, options):
        answer = self.answers.get(address) or self.told.get("RCPT", "250 OK")
        if answer.startswith("250"):
            envelope.rcpt_tos.append(address)
        return answer

    async def handle_DATA(self, server, session, envelope):
        if self.breaks_off_for.intersection(envelope.rcpt_tos):
            server.transport.abort()
            return "421 gone"
        if self.on_data:
            self.on_data()
        if "DATA" not in self.told:
            letter = message_from_bytes(envelope.content, policy=default)
            self.letters.append(Letter(envelope.rcpt_tos, session, letter))
        return self.told.get("DATA", "250 OK")

    @property
    def recipients(self):
        return sorted(address for letter in self.letters for address in letter.to)

    def times_sent(self):
        return Counter(letter.message["Message-ID"] for letter in self.letters)


class Mailbox(Post):
    """Speaks XOAUTH2 (https://developers.google.com/gmail/xoauth2_protocol)."""

    def __init__(self, *tokens):
        super().__init__()
        self.tokens = set(tokens)
        self.tried = []

    async def auth_XOAUTH2(self, server, args):
        user, bearer, *_rest = b64decode(args[1]).decode().split("\1")
        self.tried.append(bearer.removeprefix("auth=Bearer "))
        if self.tried[-1] in self.tokens:
            return AuthResult(success=True, auth_data=user.removeprefix("user="))
        error = {"status": "401", "schemes": "bearer", "scope": "https://mail.google.com/"}
        assert await server.challenge_auth(json.dumps(error)) == b""
        return AuthResult(success=False, handled=False, message=self.refusal)

    refusal = "535 5.7.3 Authentication unsuccessful"


class Letter:
    def __init__(self, to, session, message):
        self.to = list(to)
        self.user = getattr(session, "auth_data", None)
        self.encrypted = session.ssl is not None
        self.message = message

    @property
    def text(self):
        return self.message.get_body(("plain",)).get_content()

    @property
    def calendar(self):
        return next(self.message.iter_attachments(), None)


def free_port():
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        return probe.getsockname()[1]


@contextmanager
def running(post, port, **options):
    controller = Controller(post, hostname="127.0.0.1", port=port, **options)
    controller.start()
    try:
        yield
    finally:
        controller.stop()


@contextmanager
def answering(port, greeting):
    """A server that sends a greeting to one client; then it hangs up, or without one is silent."""
    is_over = Event()
    with socket.create_server(("127.0.0.1", port)) as listening:

        def serve():
            client, _address = listening.accept()
            with client:
                client.sendall(greeting)
                if not greeting:
                    is_over.wait()

        thread = Thread(target=serve)
        thread.start()
        try:
            yield
        finally:
            is_over.set()
            thread.join()
