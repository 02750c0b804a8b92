"""Find public answers in a process of its own: numpy and the encoder stay out of the web server.

It stays while people are writing, because starting it takes a second or two, and ends when nobody
has asked for a while. Each line that it reads is a text with the questions to compare it with, and
each that it writes the ids of those that are like it.
"""

import json
import os
import select
import subprocess
import sys
import threading
from collections.abc import Sequence
from contextlib import suppress
from typing import IO, Any

from coffeecop.engine.own_process import ROOT

# An answer takes milliseconds. Waits are short: what is being written changes soon, and the next
# pause in typing asks again.
TIMEOUT = 5
PATIENCE = 0.5
# A start takes a second or two. It goes on when this has passed.
PATIENCE_WITH_START = 5
SECONDS_IDLE = 300
READY = "ready\n"

# A question of a public answer: its id, and its wordings in both languages.
Question = tuple[int, Sequence[str]]


class AnswerFinder:
    """The process, started when it is first asked and again whenever it has ended."""

    def __init__(self) -> None:
        self._lock = threading.Lock()
        self._process: Any = None
        self._is_ready = threading.Event()

    def answers_to(self, text: str, questions: Sequence[Question]) -> list[int]:
        """Return the ids of questions like the text; none if it is starting, busy or broken."""
        if not self._lock.acquire(timeout=PATIENCE):
            return []
        try:
            self._ensure_running()
            if not self._is_ready.wait(PATIENCE_WITH_START):
                return []
            found: list[int] = json.loads(self._ask(json.dumps([text, questions])))
        except (OSError, ValueError):
            self.stop()
            return []
        else:
            return found
        finally:
            self._lock.release()

    def stop(self) -> None:
        process, self._process = self._process, None
        if process:
            process.kill()
            # Closes the pipes and waits for its end.
            with suppress(OSError), process:
                pass

    def _ensure_running(self) -> None:
        if self._process is not None and self._process.poll() is None:
            return
        self.stop()
        self._process, self._is_ready = _start(), threading.Event()
        arguments = (self._process, self._is_ready)
        threading.Thread(target=_note_when_ready, args=arguments, daemon=True).start()

    def _ask(self, line: str) -> str:
        ending = threading.Timer(TIMEOUT, self._process.kill)
        ending.start()
        try:
            self._process.stdin.write(line + "\n")
            self._process.stdin.flush()
            answer: str = self._process.stdout.readline()
        finally:
            ending.cancel()
        return answer


answer_finder = AnswerFinder()


def _start() -> Any:
    return subprocess.Popen(
        [sys.executable, "-m", "coffeecop.engine.answers_process"],
        stdin=subprocess.PIPE,
        stdout=subprocess.PIPE,
        stderr=subprocess.DEVNULL,
        text=True,
        encoding="utf-8",
        cwd=ROOT,
        env={**os.environ, "OPENBLAS_NUM_THREADS": "1", "PYTHONUTF8": "1"},
    )


def _note_when_ready(process: Any, is_ready: threading.Event) -> None:
    # It may crash or be ended meanwhile: then nobody waits for it any longer, and asking fails.
    with suppress(OSError, ValueError):
        process.stdout.readline()
    is_ready.set()


def serve(lines: IO[str], answers: IO[str]) -> None:
    """Answer each line, until nobody asks any more or the server has ended."""
    # Imported here because only this process needs numpy and the encoder.
    from coffeecop.engine import answers as engine

    engine.likeness("", "")
    answers.write(READY)
    answers.flush()
    while select.select([lines], [], [], SECONDS_IDLE)[0]:
        line = lines.readline()
        if not line:
            return
        text, questions = json.loads(line)
        asked = [engine.Question(number, tuple(wordings)) for number, wordings in questions]
        answers.write(json.dumps(engine.answers_to(text, asked)) + "\n")
        answers.flush()


if __name__ == "__main__":
    serve(sys.stdin, sys.stdout)
