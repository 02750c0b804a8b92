"""Runs the WSGI app below an ASGI server, so that no slow client occupies a thread.

A body is read whole before a thread calls the app, and an answer is kept whole while it is sent.
"""

import asyncio
import sys
from collections.abc import Awaitable, Callable, Iterable
from concurrent.futures import ThreadPoolExecutor
from tempfile import SpooledTemporaryFile
from typing import IO, Any
from urllib.parse import unquote_to_bytes

from flask import Flask
from werkzeug.test import run_wsgi_app

from coffeecop.config import LARGEST_BODY, SERVER_THREADS, largest_body

# How long a client may send nothing of its body.
SECONDS_SILENT = 60
# A client that is still sending may not see an answer; more than this a proxy refuses by itself.
LARGEST_DISCARDED = 1024 * 1024

# What ASGI calls scope, receive and send.
Scope = dict[str, Any]
Receive = Callable[[], Awaitable[dict[str, Any]]]
Send = Callable[[dict[str, Any]], Awaitable[None]]


class WholeRequests:
    """An ASGI app."""

    def __init__(self, app: Flask) -> None:
        self.app = app
        self.threads = ThreadPoolExecutor(SERVER_THREADS)

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        environ = make_environ(scope)
        # Texts of residents stay in memory. Only a photo of staff is larger.
        with SpooledTemporaryFile(max_size=LARGEST_BODY) as body:
            try:
                size = await read_body(body, environ, receive)
            except ConnectionError:
                return
            except TimeoutError:
                await answer(send, 408, [("Connection", "close"), ("Content-Length", "0")])
                return
            body.seek(0)
            environ |= {"wsgi.input": body, "CONTENT_LENGTH": str(size)}
            chunks, status, headers = await asyncio.get_running_loop().run_in_executor(
                self.threads, run_wsgi_app, self.app, environ, True
            )
        await answer(send, int(status[:3]), headers, b"".join(chunks))


async def answer(
    send: Send, status: int, headers: Iterable[tuple[str, str]], body: bytes = b""
) -> None:
    encoded = [(name.lower().encode("latin-1"), text.encode("latin-1")) for name, text in headers]
    await send({"type": "http.response.start", "status": status, "headers": encoded})
    await send({"type": "http.response.body", "body": body})


async def read_body(body: IO[bytes], environ: dict[str, Any], receive: Receive) -> int:
    """Read a body and return its size. Raises ConnectionError and TimeoutError.

    The app refuses, with a page, one whose size is above its path's limit: no more than that is
    kept, and a much larger one is not read to its end.
    """
    limit = largest_body(environ["PATH_INFO"])
    most_read = max(limit, LARGEST_DISCARDED)
    declared = int(environ.get("CONTENT_LENGTH", 0))
    if declared > most_read:
        return declared
    size, is_whole = 0, False
    while not is_whole and size <= most_read:
        async with asyncio.timeout(SECONDS_SILENT):
            message = await receive()
        if message["type"] == "http.disconnect":
            raise ConnectionError
        size += len(message["body"])
        if size <= limit:
            body.write(message["body"])
        is_whole = not message["more_body"]
    return size


def make_environ(scope: Scope) -> dict[str, Any]:
    """Return the request as PEP 3333 has it, without its body."""
    environ = {
        "REQUEST_METHOD": scope["method"],
        "SCRIPT_NAME": "",
        "PATH_INFO": unquote_to_bytes(scope["raw_path"]).decode("latin-1"),
        "QUERY_STRING": scope["query_string"].decode("latin-1"),
        "SERVER_PROTOCOL": f"HTTP/{scope['http_version']}",
        "SERVER_NAME": scope["server"][0],
        "SERVER_PORT": str(scope["server"][1]),
        "REMOTE_ADDR": scope["client"][0],
        "wsgi.version": (1, 0),
        "wsgi.url_scheme": scope["scheme"],
        "wsgi.errors": sys.stderr,
        "wsgi.multithread": True,
        "wsgi.multiprocess": False,
        "wsgi.run_once": False,
    }
    for name, value in scope["headers"]:
        key = name.decode("latin-1").upper().replace("-", "_")
        # X_Forwarded_For would pass for X-Forwarded-For. A body that came in chunks is whole now.
        if b"_" not in name and key != "TRANSFER_ENCODING":
            key = key if key in ("CONTENT_TYPE", "CONTENT_LENGTH") else f"HTTP_{key}"
            text = value.decode("latin-1")
            environ[key] = f"{environ[key]},{text}" if key in environ else text
    return environ
