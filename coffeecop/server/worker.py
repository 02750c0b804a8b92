"""The background jobs: waitlist offers, reminders, mail, analysis of concerns, deleted text.

Each job runs in a thread of its own, so that one which is slow or fails delays no other. Several
machines may each run a worker.
"""

import logging
import os
import signal
from collections.abc import Callable
from threading import Event as Flag
from threading import Thread

from flask import Flask

from coffeecop.db import db_writes, truncate_wal
from coffeecop.mail import notifications, outbox
from coffeecop.models import waitlist
from coffeecop.models.suggestion import something_waits_to_be_read

SECONDS_TO_FINISH = 10
# What serves pages goes first.
NICENESS = 10

logger = logging.getLogger("coffeecop.worker")


def run(app: Flask, *, until_stdin_closes: bool = False) -> None:
    """Do what is due until SIGTERM or SIGINT, or until the parent process has ended."""
    stopping = Flag()
    for number in (signal.SIGTERM, signal.SIGINT):
        signal.signal(number, lambda *_: stopping.set())
    if until_stdin_closes:
        Thread(target=_wait_for_end_of_stdin, args=(stopping,), daemon=True).start()
    os.nice(NICENESS)
    # More threads are slower on short texts, and would take the time of what serves pages.
    os.environ.setdefault("OPENBLAS_NUM_THREADS", "1")
    threads = start_jobs(app, stopping)
    stopping.wait()
    # The analysis is not waited for: what it has not finished is read at the next start.
    for thread in threads:
        if thread.name != analyze_concerns.__name__:
            thread.join(SECONDS_TO_FINISH)


def start_jobs(app: Flask, stopping: Flag) -> list[Thread]:
    threads = [
        Thread(target=_repeat, args=(app, job, seconds, stopping), name=job.__name__, daemon=True)
        for job, seconds in SECONDS_BETWEEN.items()
    ]
    for thread in threads:
        thread.start()
    return threads


def _repeat(app: Flask, job: "Job", seconds: float, stopping: Flag) -> None:
    while not stopping.is_set():
        run_job(app, job, stopping)
        stopping.wait(seconds)


def run_job(app: Flask, job: "Job", stopping: Flag) -> None:
    with app.app_context():
        try:
            job(stopping)
        except outbox.MailServerUnavailable:
            logger.warning("the mail server cannot be reached; mail waits", exc_info=True)
        except Exception:
            logger.exception("a job failed", extra={"job": job.__name__})


def expire_offers(_stopping: Flag) -> None:
    with db_writes():
        for changes in waitlist.expire_offers():
            notifications.notify_waitlist(changes)


def write_reminders(_stopping: Flag) -> None:
    notifications.write_reminders()
    notifications.drop_late_mail()


def deliver_mail(stopping: Flag) -> None:
    outbox.deliver_due(is_stopping=stopping.is_set)


def analyze_concerns(_stopping: Flag) -> None:
    if not something_waits_to_be_read():
        return
    # Here, since the engine takes memory and time that nobody needs before the first concern.
    from coffeecop.analysis import classification, clustering

    classification.suggest_due()
    while clustering.find_due():
        pass


def erase_deleted_text(_stopping: Flag) -> None:
    """Remove what residents took back from SQLite's write-ahead log. Where somebody is reading,
    it is tried again at the next turn.
    """
    truncate_wal()


Job = Callable[[Flag], None]
SECONDS_BETWEEN: dict[Job, float] = {
    expire_offers: 15,
    write_reminders: 15,
    deliver_mail: 15,
    analyze_concerns: 5,
    erase_deleted_text: 60,
}


def _wait_for_end_of_stdin(stopping: Flag) -> None:
    """The process that started this one holds the other end, which closes however it ends."""
    while os.read(0, 1):
        pass
    stopping.set()
