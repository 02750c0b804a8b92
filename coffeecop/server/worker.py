"""The background jobs: reminders, mail, analysis, public record, erasure.

Each job runs in its own thread, so that a slow or failing one does not delay the others. Several
machines may each run a worker.
"""

import gc
import logging
import os
import signal
import time
from collections.abc import Callable
from functools import partial
from threading import Event as Flag
from threading import Thread

from flask import Flask, current_app
from sqlalchemy import update

from coffeecop.db import db_writes, execute_bulk, now, truncate_wal
from coffeecop.mail import alerts, notifications, outbox
from coffeecop.mail.server import MailServerUnavailable
from coffeecop.models import Installation
from coffeecop.models.suggestions import has_pending_analysis
from coffeecop.parts import Job, parts, run_hooks
from coffeecop.parts.hooks import When

SECONDS_BETWEEN = 15
SECONDS_BETWEEN_ANALYSES = 5
SECONDS_BETWEEN_ERASURES = 60
SECONDS_BETWEEN_HEARTBEATS = 60
SECONDS_TO_FINISH = 10
STOP_SIGNALS = {signal.SIGTERM, signal.SIGINT}
# Lower priority than the web server.
NICENESS = 10

logger = logging.getLogger("coffeecop.worker")


def run(app: Flask, *, until_stdin_closes: bool = False) -> None:
    """Run the jobs until SIGTERM or SIGINT, or until the parent process ends."""
    # A handler that raises may do so where a lock is taken and not yet in its `with`: nobody would
    # release it, and the worker would never stop. So no thread is interrupted.
    signal.pthread_sigmask(signal.SIG_BLOCK, STOP_SIGNALS)
    stopping = Flag()
    if until_stdin_closes:
        Thread(target=_stop_when_stdin_closes, daemon=True).start()
    os.nice(NICENESS)
    threads = start_jobs(app, stopping)
    logger.info("the worker has started")
    signal.sigwait(STOP_SIGNALS)
    stopping.set()
    deadline = time.monotonic() + SECONDS_TO_FINISH
    for thread in threads:
        # Unfinished analysis is resumed at the next start.
        if thread.name != "analysis":
            thread.join(max(0, deadline - time.monotonic()))
    # As the web server does.
    gc.freeze()


def start_jobs(app: Flask, stopping: Flag) -> list[Thread]:
    deliver_mail = partial(outbox.deliver_due, is_stopping=stopping.is_set)
    jobs = [
        Job("reminders", write_reminders, SECONDS_BETWEEN),
        Job("alerts", alerts.write_alerts, SECONDS_BETWEEN),
        Job("mail", deliver_mail, SECONDS_BETWEEN),
        Job("analysis", analyze_concerns, SECONDS_BETWEEN_ANALYSES),
        Job("details", find_details, SECONDS_BETWEEN),
        Job("erasure", erase_remains, SECONDS_BETWEEN_ERASURES),
        Job("heartbeat", note_heartbeat, SECONDS_BETWEEN_HEARTBEATS),
        *(job for part in parts() for job in part.jobs),
    ]
    threads = [
        Thread(target=repeat, args=(app, job, stopping), name=job.name, daemon=True) for job in jobs
    ]
    for thread in threads:
        thread.start()
    return threads


def repeat(app: Flask, job: Job, stopping: Flag) -> None:
    while not stopping.is_set():
        run_job(app, job.name, job.run)
        stopping.wait(job.seconds)


def run_job(app: Flask, name: str, do: Callable[[], object]) -> None:
    with app.app_context():
        try:
            do()
        except MailServerUnavailable as error:
            logger.warning(
                "the mail server takes no mail; it waits",
                extra={"problem": error.problem},
                exc_info=True,
            )
        except Exception:
            logger.exception("a job failed", extra={"job": name})


def write_reminders() -> None:
    notifications.write_reminders()
    notifications.drop_late_mail()


def analyze_concerns() -> None:
    if not has_pending_analysis():
        return
    # Imported here: the engine is not needed before the first concern.
    from coffeecop.analysis.classification import classify_due

    classify_due()


def find_details() -> None:
    from coffeecop.analysis.details import find_details_due

    find_details_due()


def erase_remains() -> None:
    """Remove withdrawn text from SQLite's write-ahead log, and what killed operations left."""
    truncate_wal()
    run_hooks(When.CLEANED, None, current_app.config["INSTANCE_PATH"])


def note_heartbeat() -> None:
    with db_writes():
        execute_bulk(update(Installation).values(worker_seen_at=now()))


def _stop_when_stdin_closes() -> None:
    # The parent process holds the other end, which closes however the parent ends.
    while os.read(0, 1):
        pass
    os.kill(os.getpid(), signal.SIGTERM)
