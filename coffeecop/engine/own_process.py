"""Run one of the engine's modules in a short-lived process, one at a time.

Arithmetic once overflowed a server thread's stack inside OpenBLAS and crashed the server. Here such
a crash ends only this process. It also frees the memory and can be timed out.
"""

import os
import subprocess
import sys
import threading
from collections.abc import Iterable
from contextlib import suppress
from pathlib import Path
from typing import Any

ROOT = Path(__file__).parents[2]
# More of them would hold the server's threads while they wait for their turn.
MOST_WAITING = 3

# Each process takes a core and up to 250 MB, so a server runs one at a time.
_lock = threading.Lock()
_places = threading.BoundedSemaphore(MOST_WAITING + 1)


class ProcessFailed(Exception):
    """Too many wait, the lock or the process timed out, or the process crashed."""


def run(module: str, lines: Iterable[str], *, seconds: float, patience: float) -> str:
    """Run a module on these lines and return what it writes. Raises ProcessFailed.

    `patience` is how many seconds to wait for others, `seconds` how long it may take then. The
    lines are sent as they are made, so that they are never in memory together.
    """
    if not _places.acquire(blocking=False):
        raise ProcessFailed("too many wait")
    try:
        if not _lock.acquire(timeout=patience):
            raise ProcessFailed("others are being answered")
        try:
            return _answer_of(module, lines, seconds)
        finally:
            _lock.release()
    finally:
        _places.release()


def _answer_of(module: str, lines: Iterable[str], seconds: float) -> str:
    try:
        process = _start(module)
    except OSError as error:
        raise ProcessFailed from error
    ending = threading.Timer(seconds, process.kill)
    ending.start()
    with process:
        try:
            # One that has ended reads no more.
            with suppress(BrokenPipeError):
                for line in lines:
                    process.stdin.write(line)
            answer: str = process.communicate()[0]
        except BaseException:
            process.kill()
            # Nobody reads what is still buffered.
            with suppress(BrokenPipeError):
                process.stdin.close()
            raise
        finally:
            ending.cancel()
    if process.returncode != 0:
        raise ProcessFailed(f"it ended with {process.returncode}")
    return answer


def _start(module: str) -> Any:
    return subprocess.Popen(  # noqa: S603 - our own module
        [sys.executable, "-m", module],
        stdin=subprocess.PIPE,
        stdout=subprocess.PIPE,
        stderr=subprocess.DEVNULL,
        text=True,
        encoding="utf-8",
        cwd=ROOT,
        env={**os.environ, "PYTHONUTF8": "1"},
    )
