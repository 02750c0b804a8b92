"""`make bench-slow-clients`: response times while 300 clients are slow.

Runs coffeecop by `python app.py` or on the servers named on the command line (`waitress`,
`gevent`, `gthread`, `granian`, `granian-64`, if installed), holds 300 connections open in each
scenario, and requests the health check and an event page over new connections. Each must answer
within a second. All on the loopback address; about ten seconds per scenario.
"""

import socket
import sqlite3
import sys
import tempfile
import time
from contextlib import ExitStack, contextmanager, suppress
from http.client import HTTPConnection
from itertools import count
from pathlib import Path
from threading import Event, Thread
from urllib.parse import urlencode

from benchmarks.__main__ import form_key, next_event
from benchmarks.servers import flask, serving

CLIENTS = 300
ROUNDS = 8
LONGEST = 2
GOAL = 1.0
# Wait until the server has answered the requests that can be answered.
SETTLE = 4
FORM = "Content-Type: application/x-www-form-urlencoded\r\n"

PYTHON = sys.executable
SERVERS = {
    "ours": [PYTHON, "app.py"],
    "waitress": [
        *(PYTHON, "-m", "waitress", "--port", "{port}", "--threads", "16"),
        *(
            "--connection-limit",
            "4000",
            "--asyncore-use-poll",
            "--no-clear-untrusted-proxy-headers",
        ),
        "app:app",
    ],
    "gevent": [
        *(PYTHON, "-m", "gunicorn", "-b", "127.0.0.1:{port}", "-k", "gevent"),
        "--worker-connections",
        "1000",
        "--forwarded-allow-ips",
        "",
        "app:app",
    ],
    "gthread": [
        *(PYTHON, "-m", "gunicorn", "-b", "127.0.0.1:{port}", "-k", "gthread", "--threads", "16"),
        "--worker-connections",
        "1000",
        "app:app",
    ],
    "granian": [
        *(PYTHON, "-m", "granian", "--interface", "wsgi", "--port", "{port}"),
        "--log-level",
        "error",
        "--blocking-threads",
        "4",
        "app:app",
    ],
    "granian-64": [
        *(PYTHON, "-m", "granian", "--interface", "wsgi", "--port", "{port}"),
        "--log-level",
        "error",
        "--blocking-threads",
        "64",
        "--backpressure",
        "512",
        "app:app",
    ],
}
senders = count(1)


def main():
    for name in sys.argv[1:] or ["ours"]:
        print(f"{name}: slowest of {ROUNDS} answers in seconds, and how many came within {GOAL} s")
        for scenario in SCENARIOS:
            with tempfile.TemporaryDirectory() as folder:
                report(scenario, SERVERS[name], Path(folder))


def report(scenario, command, folder):
    environ = {
        "INSTANCE_PATH": str(folder),
        "DEMO": "1",
        "TRUSTED_PROXIES": "1",
        "LOG_LEVEL": "ERROR",
    }
    flask(environ, "db", "upgrade")
    flask(environ, "demo")
    with serving(command, environ) as server, ExitStack() as stack:
        page = next_event(server)
        SCENARIOS[scenario](stack, server, page, folder)
        time.sleep(SETTLE)
        answers = {"/healthz": [], page: []}
        for _round in range(ROUNDS):
            for path, seconds in answers.items():
                seconds.append(seconds_to_answer(server.port, path))
            time.sleep(0.1)
    health, pages = answers.values()
    print(
        f"  {scenario:28} health {max(health):5.2f}  {within(health)}   "
        f"page {max(pages):5.2f}  {within(pages)}",
        flush=True,
    )


def within(seconds):
    return f"{sum(second <= GOAL for second in seconds)} of {len(seconds)}"


def seconds_to_answer(port, path):
    started = time.perf_counter()
    connection = HTTPConnection("127.0.0.1", port, timeout=LONGEST)
    try:
        connection.request("GET", path)
        response = connection.getresponse()
        response.read()
        if response.status != 200:
            return float("inf")
    except OSError:
        return float("inf")
    finally:
        connection.close()
    return time.perf_counter() - started


def slow_bodies(stack, server, page, folder, clients=CLIENTS):
    start = request("POST", f"{page}/rsvps", f"{FORM}Content-Length: 5000\r\n")
    stack.enter_context(dripping([connect(stack, server, start) for _ in range(clients)]))


def slow_headers(stack, server, page, folder, clients=CLIENTS):
    start = request("GET", page).removesuffix(b"\r\n") + b"X-Slow: "
    stack.enter_context(dripping([connect(stack, server, start) for _ in range(clients)]))


def slow_readers(stack, server, page, folder, clients=CLIENTS):
    # Requests more than fits into the socket buffers, and reads nothing.
    for _ in range(clients):
        connect(stack, server, request("GET", page) * 20)


def all_kinds(stack, server, page, folder):
    for scenario in (slow_bodies, slow_headers, slow_readers):
        scenario(stack, server, page, folder, clients=CLIENTS // 3)


def waiting_writers(stack, server, page, folder):
    """Send complete forms while another program, a backup for example, holds the write lock."""
    form = {"party_size": "1", "form_key": form_key(server.connect(), page)}
    database = sqlite3.connect(folder / "coffeecop.sqlite3", isolation_level=None)
    stack.callback(database.close)
    database.execute("BEGIN IMMEDIATE")
    body = urlencode(form).encode()
    headers = f"{FORM}Content-Length: {len(body)}\r\n"
    for _ in range(CLIENTS):
        connect(stack, server, request("POST", f"{page}/rsvps", headers) + body)


SCENARIOS = {
    "300 slow bodies": slow_bodies,
    "300 slow headers": slow_headers,
    "300 slow readers": slow_readers,
    "100 of each": all_kinds,
    "300 forms, database locked": waiting_writers,
}


def request(method, path, headers=""):
    # Rate limits are per sender, so each request gets its own X-Forwarded-For.
    number = next(senders)
    sender = f"10.0.{number >> 8 & 255}.{number & 255}"
    return (
        f"{method} {path} HTTP/1.1\r\nHost: localhost\r\nX-Forwarded-For: {sender}\r\n{headers}\r\n"
    ).encode()


def connect(stack, server, start):
    client = stack.enter_context(socket.socket())
    client.setsockopt(socket.SOL_SOCKET, socket.SO_RCVBUF, 4096)
    client.connect(("127.0.0.1", server.port))
    client.setblocking(False)
    with suppress(BlockingIOError):
        client.send(start)
    return client


@contextmanager
def dripping(clients):
    """Send one more byte on each connection every second."""
    stopping = Event()

    def drip():
        while not stopping.wait(1):
            for client in clients:
                with suppress(OSError):
                    client.send(b"x")

    thread = Thread(target=drip)
    thread.start()
    try:
        yield
    finally:
        stopping.set()
        thread.join()


if __name__ == "__main__":
    main()
