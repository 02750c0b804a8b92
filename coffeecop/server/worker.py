"""What happens without anybody asking: offers that end, reminders, mail, reading of concerns.

In a process of its own, so that no request waits for it, and not in a thread of the process that
starts the workers: a worker that is started anew is a copy of it, and SQLite's locks do not
survive a copy made while a connection is open. Several machines may each run one.
"""

import ctypes
import logging
import os
import signal
from multiprocessing import get_context
from multiprocessing.context import ForkProcess
from threading import Event as Flag
from threading import Lock, Thread
from time import sleep
from typing import NoReturn

from flask import Flask

from coffeecop.db import db_writes
from coffeecop.mail import notifications, outbox
from coffeecop.models import waitlist
from coffeecop.models.suggestion import something_waits_to_be_read

SECONDS_BETWEEN = 15
SECONDS_BETWEEN_READINGS = 5
# Below what serves pages.
NICENESS = 10

logger = logging.getLogger("coffeecop.server.worker")


class PeriodicProcess:
    """Keeps the process running until it is stopped."""

    def __init__(self) -> None:
        self._stopping = Flag()
        # Nothing may be started while, or after, it is stopped.
        self._lock = Lock()
        self._process: ForkProcess | None = None
        self._watcher = Thread(target=self._watch, name="periodic", daemon=True)

    def start(self) -> None:
        self._begin()
        self._watcher.start()

    def stop(self, seconds: float) -> None:
        with self._lock:
            self._stopping.set()
        if self._process:
            self._process.terminate()
            self._process.join(seconds)

    def _begin(self) -> None:
        with self._lock:
            if self._stopping.is_set():
                return
            # It goes with the process that started it, whatever ends that.
            process = get_context("fork").Process(
                target=_run, args=(os.getpid(),), name="coffeecop-periodic", daemon=True
            )
            process.start()
            self._process = process

    def _watch(self) -> None:
        while self._process and not self._stopping.is_set():
            self._process.join()
            if self._stopping.wait(SECONDS_BETWEEN):
                return
            logger.error("the periodic process ended and is started again")
            self._begin()


def do_what_is_due(app: Flask) -> None:
    """Do each task in a context of its own, so that one that fails keeps back no other."""
    for task in (
        expire_offers,
        notifications.write_reminders,
        notifications.drop_late_mail,
        outbox.deliver_due,
    ):
        with app.app_context():
            try:
                task()
            except outbox.MailServerUnavailable:
                logger.warning("the mail server cannot be reached; mail waits", exc_info=True)
            except Exception:
                logger.exception("a task failed", extra={"task": task.__name__})


def read_concerns(app: Flask) -> None:
    """Let the topic engine read what waits; it is loaded when there is something for the first
    time.
    """
    with app.app_context():
        try:
            if not something_waits_to_be_read():
                return
            from coffeecop.analysis import classification as suggestions
            from coffeecop.analysis import clustering as findings

            suggestions.suggest_due()
            while findings.find_due():
                pass
            give_back_memory()
        except Exception:
            logger.exception("concerns could not be read")


def give_back_memory() -> None:
    """Return to the system what reading a large event took; glibc would keep about 20 MB of it."""
    if trim := getattr(ctypes.CDLL(None), "malloc_trim", None):
        trim(0)


def expire_offers() -> None:
    with db_writes():
        for changes in waitlist.expire_offers():
            notifications.notify_waitlist(changes)


def _run(parent: int) -> None:
    from coffeecop import create_app

    # Ctrl-C reaches the first process alone, which then stops this one.
    os.setpgid(0, 0)
    stopping = Flag()
    for number in (signal.SIGTERM, signal.SIGINT):
        signal.signal(number, lambda *_: stopping.set())
    # An app of its own: a lock on a file that is shared with the parent would outlive this process.
    app = create_app()
    # Beside the other tasks: mail does not wait for it, and what it has not finished when the
    # process ends is read at the next start.
    Thread(target=_read_on, args=(app,), name="reading", daemon=True).start()
    while not _is_told_to_stop(stopping, parent):
        do_what_is_due(app)


def _read_on(app: Flask) -> NoReturn:
    os.nice(NICENESS)
    # More threads are slower on short texts, and would take the other processes' time.
    os.environ.setdefault("OPENBLAS_NUM_THREADS", "1")
    while True:
        read_concerns(app)
        sleep(SECONDS_BETWEEN_READINGS)


def _is_told_to_stop(stopping: Flag, parent: int) -> bool:
    """Wait for the next round, and tell whether there will be none."""
    return any(stopping.wait(1) or os.getppid() != parent for _second in range(SECONDS_BETWEEN))
