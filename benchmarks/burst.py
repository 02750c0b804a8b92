"""`make bench-burst`: 600 and 3,000 visitors at once: a page, an RSVP and its confirmation each.

Runs coffeecop by `python app.py` or, beside it as a control, on the servers named (those of
`benchmarks/slow_clients.py`, if installed): SERVERS="ours waitress". A number is another crowd. A
visitor keeps one connection, as a browser does, and gives up after two minutes. The goal is 200
requests a second without an error, on two cores with nothing else to do.
"""

import asyncio
import gzip
import resource
import shutil
import sys
import tempfile
import time
from itertools import count
from pathlib import Path
from statistics import quantiles
from urllib.parse import urlencode

from benchmarks.__main__ import FORM_KEY, next_event
from benchmarks.servers import flask, serving
from benchmarks.slow_clients import SERVERS

CROWDS = (600, 3000)
PATIENCE = 120
senders = count(1)


def main():
    _, most_files = resource.getrlimit(resource.RLIMIT_NOFILE)
    resource.setrlimit(resource.RLIMIT_NOFILE, (most_files, most_files))
    print(
        f"{'at once':>21}{'requests/s':>12}{'RSVP p95, s':>13}{'errors':>8}{'CPU ms a visit':>16}"
    )
    crowds = [int(word) for word in sys.argv[1:] if word.isdigit()] or CROWDS
    names = [word for word in sys.argv[1:] if not word.isdigit()] or ["ours"]
    with tempfile.TemporaryDirectory() as folder:
        prepared = Path(folder) / "prepared"
        for command in (["db", "upgrade"], ["demo"], ["topics", "suggest"]):
            flask(settings(prepared), *command)
        for crowd in crowds:
            for name in names:
                instance = shutil.copytree(prepared, Path(folder) / "instance")
                report(name, crowd, instance)
                shutil.rmtree(instance)


def settings(instance):
    return {
        "INSTANCE_PATH": str(instance),
        "DEMO": "1",
        "TRUSTED_PROXIES": "1",
        "LOG_LEVEL": "ERROR",
    }


def report(name, crowd, instance):
    with serving(SERVERS[name], settings(instance)) as server:
        page = next_event(server)
        cpu, started = server.cpu_seconds(), time.perf_counter()
        visits = asyncio.run(visit_at_once(server.port, page, crowd))
        seconds = time.perf_counter() - started
        cpu = server.cpu_seconds() - cpu
    rsvps = [visit for visit in visits if isinstance(visit, float)]
    p95 = quantiles(rsvps, n=20)[-1] if len(rsvps) > 1 else float("inf")
    print(
        f"{name:>13}{crowd:8}{3 * len(rsvps) / seconds:11.0f}{p95:12.1f}{crowd - len(rsvps):8}"
        f"{1000 * cpu / crowd:16.1f}",
        flush=True,
    )


async def visit_at_once(port, page, crowd):
    """Return for each visitor how long the RSVP took, or what went wrong."""
    visits = [asyncio.wait_for(visit(port, page), PATIENCE) for _ in range(crowd)]
    return await asyncio.gather(*visits, return_exceptions=True)


async def visit(port, page):
    reader, writer = await asyncio.open_connection("127.0.0.1", port)
    try:
        number = next(senders)
        sender = f"10.{number >> 16 & 255}.{number >> 8 & 255}.{number & 255}"
        _, html = await ask(reader, writer, "GET", page, sender, expect=200)
        form = {"party_size": "1", "form_key": FORM_KEY.search(html)[1].decode()}
        started = time.perf_counter()
        head, _ = await ask(reader, writer, "POST", f"{page}/rsvps", sender, form, expect=303)
        seconds = time.perf_counter() - started
        await ask(reader, writer, "GET", head["location"], sender, expect=200)
        return seconds
    finally:
        writer.close()


async def ask(reader, writer, method, path, sender, form=(), *, expect):
    body = urlencode(form)
    writer.write(
        f"{method} {path} HTTP/1.1\r\nHost: localhost\r\nX-Forwarded-For: {sender}\r\n"
        "Accept-Encoding: gzip\r\nContent-Type: application/x-www-form-urlencoded\r\n"
        f"Content-Length: {len(body)}\r\n\r\n{body}".encode()
    )
    start, *lines = (await reader.readuntil(b"\r\n\r\n")).decode().split("\r\n")
    head = {name.lower(): value for name, _, value in (line.partition(": ") for line in lines)}
    answer = await reader.readexactly(int(head["content-length"]))
    assert start.split()[1] == str(expect), start
    return head, gzip.decompress(answer) if head.get("content-encoding") == "gzip" else answer


if __name__ == "__main__":
    main()
