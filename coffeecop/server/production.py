"""The production server behind `make run`, `python app.py` and `flask --app app serve`."""

import gc
import logging
import os
import signal
import socket
import subprocess
import sys
from threading import Event as Flag
from threading import Thread

from flask import Config, Flask
from sqlalchemy.exc import DBAPIError

from coffeecop.config import PROJECT, public_address
from coffeecop.db import db
from coffeecop.server.preparation import Prepared, prepare
from coffeecop.server.web_server import WebServer

SECONDS_BEFORE_RESTART = 5
# The first descriptor passed by systemd (sd_listen_fds(3)).
SYSTEMD_SOCKET = 3

logger = logging.getLogger("coffeecop.server")


def serve(app: Flask, *, with_worker: bool = False) -> None:
    listener = listen(app.config["HOST"], app.config["PORT"])
    prepared = prepare_or_exit(app)
    server = WebServer(app)

    def stop(*_: object) -> None:
        server.should_exit = True

    for number in (signal.SIGTERM, signal.SIGINT):
        signal.signal(number, stop)
    print(startup_message(app.config, prepared), flush=True)  # noqa: T201
    stopping = Flag()
    worker = Thread(target=supervise_worker, args=(stopping,)) if with_worker else None
    if worker:
        worker.start()
    try:
        server.run(sockets=[listener])
    finally:
        # Stop the worker even if the server failed.
        stopping.set()
        if worker:
            worker.join()
        with app.app_context():
            db.engine.dispose()
        # Python would search all that is loaded for cycles before it exits: seconds under load.
        gc.freeze()


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


def prepare_or_exit(app: Flask) -> Prepared:
    try:
        return prepare(app)
    except (OSError, DBAPIError) as problem:
        # Only the first line: PostgreSQL quotes rows in the following ones.
        reason = str(getattr(problem, "orig", problem)).partition("\n")[0]
        sys.exit(f"coffeecop cannot start. Its database could not be prepared: {reason}.")


def supervise_worker(stopping: Flag) -> None:
    """Run the worker as a child process and restart it when it ends.

    The worker stops when its standard input closes, which happens however this process ends.
    """
    command = [sys.executable, "-m", "flask", "--app", "app", "worker", "--until-stdin-closes"]
    while not stopping.is_set():
        # Ctrl-C reaches a whole group of processes; this one is told by the server.
        with subprocess.Popen(  # noqa: S603 - ours
            command, cwd=PROJECT, stdin=subprocess.PIPE, process_group=0
        ) as worker:
            while worker.poll() is None and not stopping.wait(1):
                pass
            if stopping.is_set():
                worker.terminate()
                return
        logger.error("the worker ended and is started again", extra={"status": worker.returncode})
        stopping.wait(SECONDS_BEFORE_RESTART)


def startup_message(config: Config, prepared: Prepared) -> str:
    """Return the text printed at start: the URL and the set-up links."""
    home = public_address(config)
    lines = [f"coffeecop is at {home}/", *prepared.lines]
    if prepared.first_administrator:
        lines += [
            "Set up the first administrator within 24 hours, with this link that works once:",
            f"  {home}/staff/links/{prepared.first_administrator}",
        ]
    return "\n".join(lines)
