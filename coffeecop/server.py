"""The production server, as `make run` and `python app.py` start it."""

import os
import secrets

from flask import Flask
from granian import Granian
from granian.constants import Interfaces
from granian.log import LogLevels

from coffeecop.prepare import prepare
from coffeecop.security import RATE_SECRET_VARIABLE


def serve(app: Flask) -> None:
    token = prepare(app)
    host, port = app.config["HOST"], app.config["PORT"]
    print(f"coffeecop is at http://{host}:{port}/", flush=True)  # noqa: T201
    if token:
        print(  # noqa: T201
            "Set up the first administrator within 24 hours, with this link that works once:\n"
            f"  http://{host}:{port}/staff/links/{token}",
            flush=True,
        )
    os.environ.setdefault(RATE_SECRET_VARIABLE, secrets.token_hex(32))
    Granian(
        "app:app",
        address=host,
        port=port,
        interface=Interfaces.WSGI,
        workers=app.config["WORKERS"],
        blocking_threads=4,
        log_level=LogLevels.warning,
        respawn_failed_workers=True,
    ).serve()
