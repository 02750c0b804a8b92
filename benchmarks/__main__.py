"""`make bench`: coffeecop compared with a bare Flask app on the same server, in alternation.

Figures are CPU time of all server processes per successful request, which is steadier on a shared
machine than a rate. Each is the median of the rounds. What one phone waits for is time, which CPU
does not show.
"""

import gzip
import re
import socket
import sys
import tempfile
import time
from concurrent.futures import ThreadPoolExecutor
from itertools import count
from pathlib import Path
from statistics import median
from urllib.parse import urlencode

from benchmarks.servers import flask, serving

try:
    from compression import zstd
except ImportError:
    from backports import zstd

ROUNDS = 5
PAGES = 600
RSVPS = 200
CONCURRENCY = 8
ONE_PHONE = 100
MOST_OVER_BARE_MS = 5
SERVE_ALONE = [sys.executable, "-m", "coffeecop", "serve"]
FORM_KEY = re.compile(rb'name="form_key"[^>]*value="([^"]+)"')
# What systemd does with a socket. A container runs the same command, on a socket of its own.
AS_SYSTEMD = """
import os, sys
os.dup2(int(sys.argv[1]), 3)
os.environ |= {"LISTEN_FDS": "1", "LISTEN_PID": str(os.getpid())}
os.execv(sys.argv[2], sys.argv[2:])
"""
# Rate limits are per sender, so each request gets its own X-Forwarded-For.
senders = count(1)
# What phones accept. The bare app does not compress.
CHROME, SAFARI = "gzip, deflate, br, zstd", "gzip, deflate, br"
UNPACK = {"zstd": zstd.decompress, "gzip": gzip.decompress}


def main():
    with tempfile.TemporaryDirectory() as folder:
        place = Path(folder)
        ours = {
            "INSTANCE_PATH": str(place / "ours"),
            "DEMO": "1",
            "TRUSTED_PROXIES": "1",
            "LOG_LEVEL": "INFO",
        }
        bare = {"DATABASE_URL": f"sqlite:///{place / 'bare.sqlite3'}"}
        serve_ours = [sys.executable, "app.py"]
        # Prepare the database before the timed start: the topic engine is not measured here.
        for command in (["db", "upgrade"], ["demo"], ["topics", "suggest"]):
            flask(ours, *command)
        with (
            serving(serve_ours, ours) as our_server,
            serving([sys.executable, "-m", "benchmarks.bare"], bare) as bare_server,
        ):
            report(our_server, bare_server)
            with socket.socket() as listener:
                listener.bind(("127.0.0.1", 0))
                listener.listen()
                command = [sys.executable, "-c", AS_SYSTEMD, str(listener.fileno()), *SERVE_ALONE]
                with serving(command, ours, listener) as of_systemd:
                    report_one_phone(our_server, of_systemd, bare_server)


def report(our_server, bare_server):
    sides = {"ours": (our_server, next_event(our_server)), "bare": (bare_server, "/events/coffee")}
    names = ("page", "in Safari", "rsvp", "sign-up")
    figures = {name: {side: [] for side in sides} for name in names}
    for _round in range(ROUNDS):
        for name, browser in (("page", CHROME), ("in Safari", SAFARI)):
            for side, (server, path) in sides.items():
                figures[name][side].append(cost_of_pages(server, path, browser))
        for side, (server, path) in sides.items():
            figures["rsvp"][side].append(cost_of_rsvps(server, path))
        for side, (server, path) in sides.items():
            figures["sign-up"][side].append(cost_of_sign_ups(server, path))

    print(f"\nServer CPU, ms per request; medians of {ROUNDS} rounds in turns\n")
    print(f"{'':34}{'coffeecop':>10}{'bare':>8}{'ratio':>8}{'goal':>8}")
    for name, label, goal in (
        ("page", "event page", 1.8),
        ("in Safari", "event page, in Safari", 1.8),
        ("rsvp", "RSVP: the POST", 2.4),
        ("sign-up", "RSVP: page, POST, confirmation", 3.0),
    ):
        our, bare = (1000 * median(figures[name][side]) for side in ("ours", "bare"))
        print(f"{label:34}{our:10.2f}{bare:8.2f}{our / bare:8.2f}{goal:8.1f}")
    print()
    for label, our, bare, goal in (
        ("start to first answer, s", our_server.start_seconds, bare_server.start_seconds, 1.5),
        (
            "memory of the web process, MB",
            our_server.web_memory_mb(),
            bare_server.web_memory_mb(),
            160,
        ),
    ):
        print(f"{label:34}{our:10.2f}{bare:8.2f}{our / bare:8.2f}{goal:8.1f}")


def report_one_phone(our_server, of_systemd, bare_server):
    path = next_event(our_server)
    waits = {
        "make run, or a container": (our_server, path),
        "systemd's socket": (of_systemd, path),
        "bare": (bare_server, "/events/coffee"),
    }
    found = {name: [] for name in waits}
    for _round in range(ROUNDS):
        for name, (server, page) in waits.items():
            found[name].append(wait_of_one_phone(server, page))
    bare = median(found.pop("bare"))
    print("\nOne phone, kept alive: event page, ms until the last byte\n")
    print(f"{'':34}{'coffeecop':>10}{'bare':>8}{'over':>8}{'goal':>8}")
    for name, each in found.items():
        our = median(each)
        print(f"{name:34}{our:10.2f}{bare:8.2f}{our - bare:8.2f}{MOST_OVER_BARE_MS:8.1f}")


def wait_of_one_phone(server, path):
    connection, waits = server.connect(), []
    for _request in range(ONE_PHONE):
        begun = time.perf_counter()
        get(connection, path)
        waits.append(1000 * (time.perf_counter() - begun))
    connection.close()
    return median(waits)


def next_event(server):
    html = get(server.connect(), "/").decode()
    return re.search(r'href="(/events/[\w-]+)"', html).group(1)


def cost_of_pages(server, path, browser):
    return cost(server, lambda connection, _: get(connection, path, browser), range(PAGES))


def cost_of_rsvps(server, path):
    keys = run_concurrently(server, lambda connection, _: form_key(connection, path), range(RSVPS))
    return cost(server, lambda connection, key: send_rsvp(connection, path, key), keys)


def cost_of_sign_ups(server, path):
    def sign_up(connection, _):
        location = send_rsvp(connection, path, form_key(connection, path))
        get(connection, location)

    return cost(server, sign_up, range(RSVPS))


def cost(server, do, tasks):
    before = server.cpu_seconds()
    done = run_concurrently(server, do, tasks)
    return (server.cpu_seconds() - before) / len(done)


def run_concurrently(server, do, tasks):
    """Run do(connection, task) for all tasks on CONCURRENCY keep-alive connections."""
    tasks = list(tasks)

    def work(part):
        connection = server.connect()
        return [do(connection, task) for task in part]

    with ThreadPoolExecutor(CONCURRENCY) as threads:
        parts = threads.map(work, [tasks[start::CONCURRENCY] for start in range(CONCURRENCY)])
        return [answer for part in parts for answer in part]


def get(connection, path, browser=CHROME, **more):
    connection.request("GET", path, headers={**headers(browser), **more})
    response = connection.getresponse()
    body = response.read()
    assert response.status == 200, (path, response.status)
    return UNPACK.get(response.headers["Content-Encoding"], bytes)(body)


def form_key(connection, path):
    return FORM_KEY.search(get(connection, path)).group(1).decode()


def send_rsvp(connection, path, key):
    body = urlencode({"party_size": "2", "form_key": key})
    form = {"Content-Type": "application/x-www-form-urlencoded"}
    connection.request("POST", f"{path}/rsvps", body, headers={**headers(), **form})
    response = connection.getresponse()
    response.read()
    assert response.status == 303, response.status
    return response.headers["Location"]


def headers(browser=CHROME):
    number = next(senders)
    sender = f"10.{number >> 16 & 255}.{number >> 8 & 255}.{number & 255}"
    return {"X-Forwarded-For": sender, "Accept-Encoding": browser}


if __name__ == "__main__":
    main()
