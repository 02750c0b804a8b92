"""Runs the WSGI app below an ASGI server, so that no slow client occupies a thread.

A body is read whole before a thread calls the app, and an answer is kept whole while it is sent.
Writers may all wait for one of them: further ones wait here, and leave threads to readers.
"""

import asyncio
import sys
from collections.abc import Awaitable, Callable, Iterable
from concurrent.futures import ThreadPoolExecutor
from io import SEEK_END
from math import inf
from tempfile import SpooledTemporaryFile
from typing import IO, Any
from urllib.parse import unquote_to_bytes

from flask import Flask
from werkzeug.datastructures import Headers
from werkzeug.test import run_wsgi_app

from coffeecop.config import LARGEST_BODY, SERVER_THREADS, largest_body
from coffeecop.db import SAFE_METHODS
from coffeecop.db.writers import BUSY_SECONDS, WAITED_TOO_LONG

# Of the threads; the others stay free for readers and health checks.
MOST_WRITERS = SERVER_THREADS * 3 // 4
# How long a client may send nothing of its body.
SECONDS_SILENT = 60
# A client that is still sending may not see an answer; more than this a proxy refuses by itself.
LARGEST_DISCARDED = 1024 * 1024
# All bodies together; beyond it only what is small is kept, as nearly every form is.
MOST_KEPT = 64 * 1024 * 1024
ALWAYS_KEPT = 16 * 1024

# What ASGI calls scope, receive and send.
Scope = dict[str, Any]
Receive = Callable[[], Awaitable[dict[str, Any]]]
Send = Callable[[dict[str, Any]], Awaitable[None]]
# Parts of the body, status and headers.
WsgiAnswer = tuple[Iterable[bytes], str, Headers]


class TooManyBodies(Exception):
    """Others have sent so much that no more is kept."""


class WholeRequests:
    def __init__(self, app: Flask) -> None:
        self.app = app
        self.threads = ThreadPoolExecutor(SERVER_THREADS)
        self.places = asyncio.Semaphore(MOST_WRITERS)
        # Of bodies that are being read, and of requests that wait for a thread.
        self.bytes_kept = 0
        self.reading: set[asyncio.Timeout] = set()
        self.reads_until = inf

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        environ = make_environ(scope)
        if {"CONTENT_LENGTH", "HTTP_TRANSFER_ENCODING"} <= environ.keys():
            # RFC 9112, 6.3: a proxy that believes the other would see another request behind it.
            await refuse(send, 400)
            return
        # A body that came in chunks is whole when the app gets it.
        environ.pop("HTTP_TRANSFER_ENCODING", None)
        # Texts of residents stay in memory. Only a photo of staff is larger.
        with SpooledTemporaryFile(max_size=LARGEST_BODY) as body:
            try:
                await self.answer_with(body, environ, receive, send)
            finally:
                self.bytes_kept -= body.seek(0, SEEK_END)

    async def answer_with(
        self, body: IO[bytes], environ: dict[str, Any], receive: Receive, send: Send
    ) -> None:
        try:
            size = await self.read_body(body, environ, receive)
        except ConnectionError:
            return
        except TimeoutError:
            await refuse(send, 408)
            return
        except TooManyBodies:
            await refuse(send, 503)
            return
        body.seek(0)
        environ |= {"wsgi.input": body, "CONTENT_LENGTH": str(size)}
        chunks, status, headers = await self.run_app(environ)
        await answer(send, int(status[:3]), headers, b"".join(chunks))

    async def run_app(self, environ: dict[str, Any]) -> WsgiAnswer:
        if environ["REQUEST_METHOD"] in SAFE_METHODS:
            return await self.run_in_thread(environ)
        try:
            async with asyncio.timeout(BUSY_SECONDS):
                await self.places.acquire()
        except TimeoutError:
            # The app answers at once, with its page for that.
            return await self.run_in_thread({**environ, WAITED_TOO_LONG: True})
        try:
            return await self.run_in_thread(environ)
        finally:
            self.places.release()

    async def run_in_thread(self, environ: dict[str, Any]) -> WsgiAnswer:
        return await asyncio.get_running_loop().run_in_executor(
            self.threads, run_wsgi_app, self.app, environ, True
        )

    async def read_body(self, body: IO[bytes], environ: dict[str, Any], receive: Receive) -> int:
        """Read a body and return its size. Raises ConnectionError, TimeoutError, TooManyBodies.

        The app refuses, with a page, one whose size is above its limit: nothing of that is kept,
        and a much larger one is not read to its end.
        """
        limit = self.limit_of(environ)
        most_read = max(limit, LARGEST_DISCARDED)
        declared = int(environ.get("CONTENT_LENGTH", 0))
        if declared > most_read:
            return declared
        size, is_whole = 0, False
        while not is_whole and size <= most_read:
            message = await self.receive_part(receive)
            size += len(message["body"])
            if max(size, declared) <= limit:
                self.bytes_kept += body.write(message["body"])
            elif size - len(message["body"]) <= limit:
                self.bytes_kept -= body.seek(0, SEEK_END)
                body.truncate(0)
            if self.bytes_kept > MOST_KEPT and size > ALWAYS_KEPT:
                raise TooManyBodies
            is_whole = not message["more_body"]
        return size

    async def receive_part(self, receive: Receive) -> dict[str, Any]:
        until = asyncio.get_running_loop().time() + SECONDS_SILENT
        async with asyncio.timeout_at(min(until, self.reads_until)) as patience:
            self.reading.add(patience)
            try:
                message = await receive()
            finally:
                self.reading.discard(patience)
        if message["type"] == "http.disconnect":
            raise ConnectionError
        return message

    def limit_of(self, environ: dict[str, Any]) -> int:
        """Return how much of a body is read: of a photo its size, if staff are signed in."""
        limit = largest_body(environ["PATH_INFO"])
        if limit > LARGEST_BODY:
            request = self.app.request_class(environ)
            session = self.app.session_interface.open_session(self.app, request)
            # Signed. Whether it is still valid, the app asks the database.
            if not session or "token" not in session:
                return LARGEST_BODY
        return limit

    def stop_reading(self, seconds: float) -> None:
        """Give up bodies that are not whole when so much time has passed."""
        self.reads_until = asyncio.get_running_loop().time() + seconds
        for patience in self.reading:
            if not patience.expired():
                patience.reschedule(self.reads_until)


async def refuse(send: Send, status: int) -> None:
    await answer(send, status, [("Connection", "close"), ("Content-Length", "0")])


async def answer(
    send: Send, status: int, headers: Iterable[tuple[str, str]], body: bytes = b""
) -> None:
    encoded = [(name.lower().encode("latin-1"), text.encode("latin-1")) for name, text in headers]
    await send({"type": "http.response.start", "status": status, "headers": encoded})
    await send({"type": "http.response.body", "body": body})


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
        # X_Forwarded_For would pass for X-Forwarded-For.
        if b"_" not in name:
            key = key if key in ("CONTENT_TYPE", "CONTENT_LENGTH") else f"HTTP_{key}"
            text = value.decode("latin-1")
            environ[key] = f"{environ[key]},{text}" if key in environ else text
    return environ
