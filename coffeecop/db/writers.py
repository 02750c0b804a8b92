"""Fair queueing of writers, with a timeout."""

import fcntl
import os
import threading
import time
from pathlib import Path

# How long a writer waits before its request is answered with 503.
BUSY_SECONDS = 15
# The server's key in the environment of a request that has waited so long for a thread.
WAITED_TOO_LONG = "coffeecop.waited_too_long"
SECONDS_BETWEEN_TRIES = 0.002


class DatabaseBusy(Exception):
    """Waited too long for other writers; the request is answered with 503."""


class WriterQueue:
    """A lock for the writers of one SQLite file, across threads and processes.

    SQLite's own busy handler polls with growing pauses, which is unfair to the longest waiting.
    """

    def __init__(self, database: Path) -> None:
        self._threads = threading.Lock()
        place = database.with_name(f"{database.name}-writers")
        self._file = os.open(place, os.O_RDWR | os.O_CREAT, 0o600)

    def enter(self) -> None:
        """Raises DatabaseBusy."""
        deadline = time.monotonic() + BUSY_SECONDS
        if not self._threads.acquire(timeout=BUSY_SECONDS):
            raise DatabaseBusy("another thread has been writing for too long")
        try:
            self._lock_file(deadline)
        except BaseException:
            self._threads.release()
            raise

    def leave(self) -> None:
        fcntl.flock(self._file, fcntl.LOCK_UN)
        self._threads.release()

    def _lock_file(self, deadline: float) -> None:
        # A blocking flock has no timeout, so poll.
        while True:
            try:
                fcntl.flock(self._file, fcntl.LOCK_EX | fcntl.LOCK_NB)
            except BlockingIOError:
                if time.monotonic() >= deadline:
                    raise DatabaseBusy("another process has been writing for too long") from None
                time.sleep(SECONDS_BETWEEN_TRIES)
            else:
                return
