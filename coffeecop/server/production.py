"""The production server behind `make run`, `python app.py` and `flask --app app serve`."""

import logging
import os
import resource
import signal
import socket
import subprocess
import sys
import time
from threading import Event as Flag
from threading import Thread
from typing import Any

from flask import Config, Flask
from sqlalchemy.exc import DBAPIError
from waitress import wasyncore
from waitress.server import TcpWSGIServer, create_server

from coffeecop.config import LARGEST_UPLOAD, PROJECT, SERVER_THREADS, public_address
from coffeecop.server.preparation import StartTokens, prepare

# A slow client holds a connection but no thread.
MOST_CONNECTIONS = 4000
# File descriptors for anything other than client connections.
OTHER_FILES = 200
SECONDS_IDLE = 60
SECONDS_TO_FINISH = 10
# A client that has just connected may not have sent its request yet.
SECONDS_OF_GRACE = 1
SECONDS_BEFORE_RESTART = 5
# The first descriptor passed by systemd (sd_listen_fds(3)).
SYSTEMD_SOCKET = 3

logger = logging.getLogger("coffeecop.server")


def serve(app: Flask, *, with_worker: bool = False) -> None:
    """Prepare the database and serve until SIGTERM or SIGINT."""
    listener = listen(app.config["HOST"], app.config["PORT"])
    tokens = prepare_or_exit(app)
    sockets: dict[int, Any] = {}
    server = make_server(app, listener, sockets)
    stopping = Flag()

    def stop(*_: object) -> None:
        stopping.set()
        server.pull_trigger()

    for number in (signal.SIGTERM, signal.SIGINT):
        signal.signal(number, stop)
    print(startup_message(app.config, tokens), flush=True)  # noqa: T201
    worker = Thread(target=supervise_worker, args=(stopping,)) if with_worker else None
    if worker:
        worker.start()
    try:
        while not stopping.is_set():
            wasyncore.loop(timeout=1, use_poll=True, map=sockets, count=1)
        finish_requests(server, sockets)
    finally:
        # Stop the worker even if the server failed.
        stopping.set()
        if worker:
            worker.join()


def listen(host: str, port: int) -> socket.socket:
    """Return the socket passed by systemd, else a new one."""
    if os.environ.get("LISTEN_PID") == str(os.getpid()):
        return socket.socket(fileno=SYSTEMD_SOCKET)
    try:
        family, _, _, _, address = socket.getaddrinfo(host, port, type=socket.SOCK_STREAM)[0]
        return socket.create_server(address[:2], family=family, backlog=1024)
    except OSError as problem:
        sys.exit(
            f"coffeecop cannot start. It cannot listen at HOST={host} PORT={port} "
            f"({problem.strerror}). Stop what is using that port or choose another, for example "
            "PORT=8001."
        )


def prepare_or_exit(app: Flask) -> StartTokens:
    try:
        return prepare(app)
    except (OSError, DBAPIError) as problem:
        # Only the first line: PostgreSQL quotes rows in the following ones.
        reason = str(getattr(problem, "orig", problem)).partition("\n")[0]
        sys.exit(f"coffeecop cannot start. Its database could not be prepared: {reason}.")


def make_server(app: Flask, listener: socket.socket, sockets: dict[int, Any]) -> TcpWSGIServer:
    """Return a server that buffers requests and responses without using a thread."""
    return create_server(
        app,
        map=sockets,
        sockets=[listener],
        threads=SERVER_THREADS,
        connection_limit=most_connections(),
        channel_timeout=SECONDS_IDLE,
        # Above Flask's own limits, which answer with a proper error page.
        max_request_body_size=LARGEST_UPLOAD + app.config["MAX_CONTENT_LENGTH"],
        # Keep bodies in memory: texts of residents must not be in temporary files. Only a photo of
        # staff is larger.
        inbuf_overflow=4 * app.config["MAX_CONTENT_LENGTH"],
        # The app handles them by TRUSTED_PROXIES.
        clear_untrusted_proxy_headers=False,
        asyncore_use_poll=True,
        log_socket_errors=False,
        ident="",
    )


def most_connections() -> int:
    """Raise the open-file limit as far as possible; return how many connections fit."""
    soft, hard = resource.getrlimit(resource.RLIMIT_NOFILE)
    wanted = MOST_CONNECTIONS + OTHER_FILES
    if soft < wanted:
        soft = wanted if hard == resource.RLIM_INFINITY else min(wanted, hard)
        resource.setrlimit(resource.RLIMIT_NOFILE, (soft, hard))
    return min(MOST_CONNECTIONS, soft - OTHER_FILES)


def finish_requests(server: TcpWSGIServer, sockets: dict[int, Any]) -> None:
    """Stop accepting connections and answer pending requests, within a deadline."""
    server.del_channel()
    server.socket.close()
    started = time.monotonic()
    deadline, earliest = started + SECONDS_TO_FINISH, started + SECONDS_OF_GRACE
    while time.monotonic() < earliest or (is_busy(server) and time.monotonic() < deadline):
        wasyncore.loop(timeout=0.1, use_poll=True, map=sockets, count=1)


def is_busy(server: TcpWSGIServer) -> bool:
    return any(
        channel.request or channel.requests or channel.total_outbufs_len
        for channel in list(server.active_channels.values())
    )


def supervise_worker(stopping: Flag) -> None:
    """Run the worker as a child process and restart it when it ends.

    The worker stops when its standard input closes, which happens however this process ends.
    """
    command = [sys.executable, "-m", "flask", "--app", "app", "worker", "--until-stdin-closes"]
    while not stopping.is_set():
        # Ctrl-C reaches a whole group of processes; this one is told by the server.
        worker = subprocess.Popen(  # noqa: S603 - ours
            command, cwd=PROJECT, stdin=subprocess.PIPE, process_group=0
        )
        while worker.poll() is None and not stopping.wait(1):
            pass
        if stopping.is_set():
            worker.terminate()
            worker.wait()
            return
        logger.error("the worker ended and is started again", extra={"status": worker.returncode})
        stopping.wait(SECONDS_BEFORE_RESTART)


def startup_message(config: Config, tokens: StartTokens) -> str:
    """Return the text printed at start: the URL and the set-up links."""
    home = public_address(config)
    lines = [f"coffeecop is at {home}/"]
    if tokens.demo:
        lines += [
            "Look at the demo first, as one of its officers (on this machine only, until the first "
            "administrator is set up):",
            f"  {home}/staff/demo/{tokens.demo}",
        ]
    if tokens.first_administrator:
        lines += [
            "Set up the first administrator within 24 hours, with this link that works once:",
            f"  {home}/staff/links/{tokens.first_administrator}",
        ]
    return "\n".join(lines)
