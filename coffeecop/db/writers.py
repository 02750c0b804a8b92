"""Fair queueing of writers, with a timeout, and without occupying all threads."""

import fcntl
import os
import threading
import time
from pathlib import Path

from coffeecop.config import SERVER_THREADS

# How long a writer waits before its request is answered with 503.
BUSY_SECONDS = 15
# The other server threads stay free for readers and health checks.
MOST_WRITERS = SERVER_THREADS * 3 // 4
# If no writer has finished for this long, those beyond MOST_WRITERS fail immediately.
STALLED_SECONDS = 0.8
SECONDS_BETWEEN_TRIES = 0.002


class DatabaseBusy(Exception):
    """Waited too long for other writers; the request is answered with 503."""


class WriterLimit:
    """Keeps waiting writers from occupying every server thread.

    While writers make progress, further ones wait for a place. After STALLED_SECONDS without
    progress, those without a place fail immediately.
    """

    def __init__(self) -> None:
        self._places = threading.BoundedSemaphore(MOST_WRITERS)
        self._progress_at = time.monotonic()

    def enter(self) -> None:
        """Raises DatabaseBusy."""
        patience = self._progress_at + STALLED_SECONDS - time.monotonic()
        if not self._places.acquire(timeout=max(0, patience)):
            raise DatabaseBusy("too many writers are waiting")
        self._progress_at = time.monotonic()

    def leave(self) -> None:
        self._progress_at = time.monotonic()
        self._places.release()


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
