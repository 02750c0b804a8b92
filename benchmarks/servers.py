"""Starts servers, and measures their CPU time and memory."""

import os
import socket
import subprocess
import sys
import time
from contextlib import contextmanager, suppress
from http.client import HTTPConnection
from pathlib import Path

ROOT = Path(__file__).resolve().parent.parent
TICKS = os.sysconf("SC_CLK_TCK")
LONGEST_START = 60
LONGEST_STOP = 15


class Server:
    def __init__(self, process, port, start_seconds):
        self.process = process
        self.pid = process.pid
        self.port = port
        self.start_seconds = start_seconds

    def connect(self):
        return HTTPConnection("127.0.0.1", self.port, timeout=30)

    def cpu_seconds(self):
        """Return the CPU time of all server processes, user and system."""
        return sum(sum(map(int, stat[11:13])) for stat in self._stats()) / TICKS

    def web_memory_mb(self):
        """Return the proportional set size (PSS) of the web process."""
        return _proportional_kb(self.pid) / 1000

    def memory_mb(self):
        """Return the PSS of all processes, so that shared memory counts once."""
        return sum(map(_proportional_kb, _family(self.pid))) / 1000

    def _stats(self):
        for pid in _family(self.pid):
            # Fields from 3 (state) on, after the name, which may hold spaces.
            yield Path(f"/proc/{pid}/stat").read_text().rpartition(")")[2].split()


def _proportional_kb(pid):
    lines = Path(f"/proc/{pid}/smaps_rollup").read_text().splitlines()
    return next(int(line.split()[1]) for line in lines if line.startswith("Pss:"))


def _family(pid):
    yield pid
    for task in Path(f"/proc/{pid}/task").iterdir():
        # A thread may end meanwhile.
        with suppress(FileNotFoundError):
            for child in (task / "children").read_text().split():
                yield from _family(int(child))


@contextmanager
def serving(command, environ, listener=None):
    """Run a server within this block: on a free port, or on a socket that is open already."""
    with socket.socket() as free:
        free.bind(("127.0.0.1", 0))
        port = (listener or free).getsockname()[1]
    started = time.perf_counter()
    process = subprocess.Popen(
        [part.replace("{port}", str(port)) for part in command],
        cwd=ROOT,
        env={**os.environ, **environ, "PORT": str(port)},
        pass_fds=[listener.fileno()] if listener else (),
        stdout=subprocess.DEVNULL,
        stderr=subprocess.DEVNULL,
    )
    try:
        _wait(process, port, started)
        yield Server(process, port, time.perf_counter() - started)
    finally:
        process.terminate()
        try:
            process.wait(LONGEST_STOP)
        except subprocess.TimeoutExpired:
            process.kill()


def _wait(process, port, started):
    while time.perf_counter() - started < LONGEST_START:
        if process.poll() is not None:
            sys.exit(f"{process.args} stopped with {process.returncode}")
        try:
            connection = HTTPConnection("127.0.0.1", port, timeout=5)
            connection.request("GET", "/events/nothing")
            connection.getresponse()
            return
        except OSError:
            time.sleep(0.02)
    sys.exit(f"{process.args} did not answer")


def flask(environ, *command):
    """Run one of the app's commands."""
    subprocess.run(
        [sys.executable, "-m", "flask", "--app", "app", *command],
        cwd=ROOT,
        env={**os.environ, **environ},
        check=True,
        capture_output=True,
    )
