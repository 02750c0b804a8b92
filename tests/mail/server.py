"""A real mail server for tests, that keeps what it is sent and refuses whom it is told to."""

import socket
from collections import Counter
from contextlib import contextmanager
from email import message_from_bytes
from email.policy import default

from aiosmtpd.controller import Controller


class Post:
    """What has arrived."""

    def __init__(self):
        self.letters = []
        # Answers by recipient; what is not named is taken.
        self.answers = {}
        self.on_data = None
        self.breaks_off_for = set()

    async def handle_RCPT(self, server, session, envelope, address, options):
        if address in self.answers:
            return self.answers[address]
        envelope.rcpt_tos.append(address)
        return "250 OK"

    async def handle_DATA(self, server, session, envelope):
        if self.breaks_off_for.intersection(envelope.rcpt_tos):
            server.transport.abort()
            return "421 gone"
        if self.on_data:
            self.on_data()
        letter = message_from_bytes(envelope.content, policy=default)
        self.letters.append(Letter(envelope.rcpt_tos, session, letter))
        return "250 OK"

    @property
    def recipients(self):
        return sorted(address for letter in self.letters for address in letter.to)

    def times_sent(self):
        return Counter(letter.message["Message-ID"] for letter in self.letters)


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
        attached = [p for p in self.message.iter_attachments()]
        return attached[0] if attached else None


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
