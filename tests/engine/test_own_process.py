"""A module is run in a process of its own, one at a time, whatever becomes of it."""

import sys
from contextlib import ExitStack

import pytest

from coffeecop.engine import own_process
from coffeecop.engine.own_process import ProcessFailed

# A loaded machine takes its time.
SECONDS = 600


def run(lines, seconds=SECONDS):
    return own_process.run("json.tool", lines, seconds=seconds, patience=3)


@pytest.mark.parametrize("ends", ["kill -SEGV $$", "exec sleep 1000"], ids=["crash", "hangs"])
def test_a_process_that_crashes_or_hangs_ends_alone(monkeypatch, tmp_path, ends):
    python = tmp_path / "python"
    python.write_text(f"#!/bin/sh\n{ends}\n")
    python.chmod(0o700)
    monkeypatch.setattr(sys, "executable", str(python))

    with pytest.raises(ProcessFailed):
        run(["a line that fills what is sent\n"] * 30_000, 0.1 if "sleep" in ends else SECONDS)


def test_what_fails_while_the_lines_are_made_ends_the_process_too():
    def broken():
        yield "[]"
        raise LookupError

    with pytest.raises(LookupError):
        run(broken())
    assert own_process._lock.acquire(blocking=False)
    own_process._lock.release()


def test_few_wait_for_their_turn():
    with ExitStack() as line:
        for _ in range(own_process.MOST_WAITING + 1):
            line.enter_context(own_process._places)
        with pytest.raises(ProcessFailed):
            run(["[]"])
