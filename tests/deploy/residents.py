"""Many residents at once, through the proxy."""

import time
from concurrent.futures import ThreadPoolExecutor
from contextlib import contextmanager, suppress
from http.client import HTTPException
from itertools import count
from threading import Event as Flag
from urllib.parse import urlencode

from selectolax.lexbor import LexborHTMLParser

from tests.deploy.proxies import NAME

AT_ONCE = 3
# Few enough that an event does not reach its limit of concerns in ten minutes.
RSVPS_FOR_EACH_CONCERN = 4
SECONDS_BETWEEN_TRIES = 0.1
MOST_PATIENCE = 90


class Crowd:
    """Sends a form again, the same one, until there is an answer, and notes each answer.

    What it was told is sent: its address, and the words sent.
    """

    # Goes on from crowd to crowd: limits count for each device.
    number = count()

    def __init__(self, proxy, event):
        self.proxy = proxy
        self.event = event
        self.acknowledged = []
        self.has_enough = Flag()
        # When each was given, and its status; None is no answer.
        self.answers = []
        self.waits = []

    def send_until_enough(self, _thread):
        while not self.has_enough.is_set():
            number = next(self.number)
            if number % (RSVPS_FOR_EACH_CONCERN + 1):
                self.send(number, "rsvps", "", party_size=1 + number % 4)
            else:
                body = f"Light number {number} in Cedar Park is dark."
                self.send(number, "concerns", body, body=body)

    def send(self, number, what, words, **fields):
        page = self.ask(number, path=f"{self.event}/{what}/new")
        key = LexborHTMLParser(page.text).css_first("[name=form_key]")
        fields["form_key"] = key.attributes["value"]
        sent = self.ask(
            number,
            "POST",
            f"{self.event}/{what}",
            body=urlencode(fields),
            headers={
                "Content-Type": "application/x-www-form-urlencoded",
                "Origin": f"https://{NAME}",
            },
        )
        assert sent.status == 303, (sent.status, sent.text)
        self.acknowledged.append((sent.headers["Location"], words))

    def finds(self, location, words):
        """Return whether what was sent is there."""
        answer = self.ask_once(0, path=location)
        return answer is not None and answer.status == 200 and words in answer.text

    def ask(self, number, method="GET", path="/", **request):
        began = time.monotonic()
        while (answer := self.ask_once(number, method, path, **request)) is None:
            assert time.monotonic() < began + MOST_PATIENCE, self.answers[-1]
            time.sleep(SECONDS_BETWEEN_TRIES)
        self.waits.append(time.monotonic() - began)
        # Each record is looked for afterwards, which takes as long.
        time.sleep(SECONDS_BETWEEN_TRIES)
        return answer

    def send_from_one_place(self, number):
        """Send an RSVP as everybody in one café does, and return the status of the answer."""
        with suppress(AssertionError):
            self.send(0, "rsvps", "", party_size=1)
        return self.answers[-1][1]

    def ask_once(self, number, method="GET", path="/", **request):
        # Each is another device.
        client = f"127.7.{number // 250 % 250}.{1 + number % 250}"
        try:
            answer = self.proxy.ask(method, path, client=client, **request)
        except (OSError, HTTPException):
            answer = None
        status = answer.status if answer else None
        self.answers.append((time.monotonic(), status))
        return answer if answer and status < 500 else None

    @property
    def failures(self):
        """Return when which answers were none."""
        return [(at, status) for at, status in self.answers if status is None or status >= 500]


@contextmanager
def crowd(proxy, event, kind=Crowd):
    """Send concerns and RSVPs for an event while the block runs."""
    crowd = kind(proxy, event)
    with ThreadPoolExecutor(AT_ONCE) as threads:
        sending = threads.map(crowd.send_until_enough, range(AT_ONCE))
        try:
            yield crowd
        finally:
            crowd.has_enough.set()
        # Raises what went wrong while sending.
        list(sending)
