"""Trials in which something dies while residents send: what is lost, doubled, and waited for."""

import time
from collections import Counter
from concurrent.futures import ThreadPoolExecutor
from contextlib import contextmanager

from sqlalchemy import func, select

from coffeecop.db import db
from coffeecop.models import Concern, Rsvp
from tests.deploy.residents import AT_ONCE, Crowd, crowd
from tests.factories import make_event
from tests.server.test_startup import wait_for

BEFORE, AFTERWARDS = 15, 30
HEADINGS = f"{'what':34}{'trials':>7}{'sent':>6}{'failed':>8}{'lost':>6}{'doubled':>9}"
HEADINGS += f"{'longest wait, s':>17}{'well after, s':>15}"


class Trials:
    """What several trials of one kind gave."""

    def __init__(self, what, proxy):
        self.what, self.proxy = what, proxy
        self.sent = self.lost = self.doubled = 0
        self.failed = Counter()
        self.waits, self.recoveries = [], []

    @contextmanager
    def trial(self, kind=Crowd):
        """Let residents send before, during and after what the block does."""
        event = make_event()
        # A migration must not wait for this test.
        db.session.rollback()
        with crowd(self.proxy, f"/events/{event.slug}", kind) as residents:
            wait_for(lambda: len(residents.acknowledged) >= BEFORE)
            began = time.monotonic()
            yield residents
            enough = len(residents.acknowledged) + AFTERWARDS
            wait_for(lambda: len(residents.acknowledged) >= enough)
        self.failed.update(status for _, status in residents.failures)
        self.waits += residents.waits
        self.recoveries.append(max([at - began for at, _ in residents.failures], default=0))
        sent = residents.acknowledged
        self.sent += len(sent)
        with ThreadPoolExecutor(AT_ONCE) as threads:
            self.lost += list(threads.map(lambda one: residents.finds(*one), sent)).count(False)
        self.doubled += max(0, stored(event) - len(sent))

    def row(self):
        failed = " ".join(f"{n}×{status or 'none'}" for status, n in self.failed.items()) or "0"
        return (
            f"{self.what:34}{len(self.recoveries):7}{self.sent:6}{failed:>8}{self.lost:6}"
            f"{self.doubled:9}{max(self.waits):17.1f}{max(self.recoveries):15.1f}"
        )


def stored(event):
    kinds = (Concern, Rsvp)
    return sum(
        ask_anew(select(func.count(kind.id)).where(kind.event_id == event.id)) for kind in kinds
    )


def nothing_is_wrong(trials):
    return (trials.lost, trials.doubled) == (0, 0)


def ask_anew(statement):
    db.session.rollback()
    return db.session.scalar(statement)
