"""The production server, as `make run` and `python app.py` start it."""

import gc
import os
import secrets
import signal
import socket
import sys
from multiprocessing import Pipe, get_context
from typing import Any

from flask import Config, Flask
from granian import Granian
from granian.constants import Interfaces
from granian.log import LogLevels

from coffeecop import create_app
from coffeecop.config import public_address
from coffeecop.server.preparation import prepare
from coffeecop.server.worker import PeriodicProcess
from coffeecop.web.security import RATE_SECRET_VARIABLE

# More gain nothing: Python runs one at a time. Fewer make a page wait for another's disk.
THREADS = 4
SECONDS_TO_FINISH = 20


def serve(app: Flask) -> None:
    refuse_a_taken_port(app.config["HOST"], app.config["PORT"])
    token = prepare_apart(app)
    # Set here, so that all workers inherit the same.
    os.environ.setdefault(RATE_SECRET_VARIABLE, secrets.token_hex(32))
    server = Granian(
        "app:app",
        address=app.config["HOST"],
        port=app.config["PORT"],
        interface=Interfaces.WSGI,
        workers=app.config["WORKERS"],
        blocking_threads=THREADS,
        log_level=LogLevels.warning,
        log_dictconfig=logging_config(),
        respawn_failed_workers=True,
        workers_kill_timeout=SECONDS_TO_FINISH,
    )
    server.on_startup(lambda: print(greeting(app.config, token), flush=True))  # noqa: T201
    # The processes that start as copies of this one share its memory for as long as nobody
    # writes to it, and the garbage collector would.
    gc.collect()
    gc.freeze()
    periodic = PeriodicProcess()
    periodic.start()
    try:
        server.serve(target_loader=load_worker)
    finally:
        periodic.stop(SECONDS_TO_FINISH)


def prepare_apart(app: Flask) -> str | None:
    """Prepare in a process that ends: the others, copies of this one, hold nothing of a migration
    and no connection.
    """
    ours, theirs = Pipe(duplex=False)
    process = get_context("fork").Process(target=lambda: theirs.send(prepare(app)))
    process.start()
    process.join()
    if process.exitcode:
        sys.exit("coffeecop cannot start. Its database could not be prepared; the reason is above.")
    token: str | None = ours.recv()
    return token


def load_worker(target: str) -> Flask:
    """Return a worker's own app. Called in the worker's process, first of all."""
    # A group of its own: Ctrl-C reaches the first process alone, which then stops the workers.
    # One that hears of it twice in the same moment does not stop.
    os.setpgid(0, 0)
    # Until it serves, it ends at once. Else it would have the first process's way, and go on.
    signal.signal(signal.SIGTERM, signal.SIG_DFL)
    return create_app()


def refuse_a_taken_port(host: str, port: int) -> None:
    """Stop with a sentence. The server shares its port among workers, so it would not notice."""
    try:
        family, kind, _, _, address = socket.getaddrinfo(host, port, type=socket.SOCK_STREAM)[0]
        with socket.socket(family, kind) as probe:
            probe.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
            probe.bind(address)
    except OSError as problem:
        sys.exit(
            f"coffeecop cannot start. It cannot listen at HOST={host} PORT={port} "
            f"({problem.strerror}). Stop what is using that port or choose another, for example "
            "PORT=8001."
        )


def greeting(config: Config, token: str | None) -> str:
    """Return what the person who starts it must know."""
    home = public_address(config)
    lines = [f"coffeecop is at {home}/"]
    if token:
        lines += [
            "Set up the first administrator within 24 hours, with this link that works once:",
            f"  {home}/staff/links/{token}",
        ]
    return "\n".join(lines)


def logging_config() -> dict[str, Any]:
    """Return how the server itself logs: as the app does."""
    return {
        "formatters": {"json": {"()": "coffeecop.web.logs.JsonFormatter"}},
        "handlers": {"stderr": {"class": "logging.StreamHandler", "formatter": "json"}},
        "loggers": {"_granian": {"handlers": ["stderr"], "propagate": False}},
    }
