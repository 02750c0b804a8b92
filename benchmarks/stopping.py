"""`make bench-stop`: what a stop under load cuts, and how long it takes.

Twenty clients ask over connections that they keep: ten at once again, which learn 30 ms late that
one was closed, and ten after up to three seconds, which look first. In the middle the server gets
SIGTERM. A request that was sent and got no answer of the app is cut. Four more clients have sent
half a form.

The server is stopped by itself, and started anew behind nginx as deploy/ has both, where systemd
holds the socket. As a control, uvicorn stops in its own way: that must cut some.
"""

import random
import signal
import socket
import sys
import tempfile
import time
from concurrent.futures import ThreadPoolExecutor
from contextlib import contextmanager, nullcontext
from http.client import HTTPConnection, HTTPException
from pathlib import Path
from select import select
from threading import Event
from types import SimpleNamespace
from urllib.parse import urlencode

from benchmarks.__main__ import form_key, next_event
from benchmarks.servers import flask, serving
from tests.deploy.proxies import NAME, make_certificate, nginx, running
from tests.server.test_startup import AS_SYSTEMD, SERVER_ALONE

STOPS = 4
CLIENTS = 20
HALF_SENT = 4
SECONDS_OF_LOAD = 4
LONGEST_PAUSE = 3
SECONDS_AWAY = 0.03
FORM = {"Content-Type": "application/x-www-form-urlencoded"}
# nginx got no answer of the app.
BY_NGINX = (502, 504)
UVICORNS_OWN = """
from coffeecop import create_app
from coffeecop.server.production import serve
from coffeecop.server.web_server import WebServer
del WebServer.shutdown
serve(create_app())
"""
BUILDS = {"as it is": SERVER_ALONE, "control": [sys.executable, "-c", UVICORNS_OWN]}


def main():
    cuts = dict.fromkeys(BUILDS, 0)
    with tempfile.TemporaryDirectory() as folder:
        environ = {"INSTANCE_PATH": folder, "DEMO": "1", "TRUSTED_PROXIES": "1"}
        for command in (["db", "upgrade"], ["demo"]):
            flask(environ, *command)
        for measure in (stop_alone, restart_behind_nginx):
            for build, command in BUILDS.items():
                stops = [measure(environ, command) for _ in range(STOPS)]
                requests, cut = (sum(each[number] for each in stops) for number in (0, 1))
                seconds = ", ".join(f"{each[2]:.1f}" for each in stops)
                name = measure.__name__.replace("_", " ")
                print(
                    f"{name}, {build}: {requests} requests, {cut} cut, stopped in {seconds} s",
                    flush=True,
                )
                cuts[build] += cut
    sys.exit(bool(cuts["as it is"] or not cuts["control"]))


def stop_alone(environ, command):
    with serving(command, environ) as server:
        return under_load(server.connect, lambda: nullcontext(stop(server)))


def restart_behind_nginx(environ, command):
    environ = environ | {"HTTPS": "1", "TRUSTED_HOSTS": NAME}
    with (
        tempfile.TemporaryDirectory() as folder,
        socket.create_server(("127.0.0.1", 0), backlog=1024) as listener,
    ):
        by_systemd = [sys.executable, "-c", AS_SYSTEMD, str(listener.fileno()), *command]
        upstream = listener.getsockname()[1]

        @contextmanager
        def restarted():
            seconds = stop(server)
            with serving(by_systemd, environ, listener):
                time.sleep(1)
                yield seconds

        with (
            serving(by_systemd, environ, listener) as server,
            running(nginx, make_certificate(folder), upstream, Path(folder)) as proxy,
        ):
            return under_load(lambda: through(proxy), restarted)


def stop(server):
    """Stop a server; return how long it took."""
    started = time.perf_counter()
    server.process.send_signal(signal.SIGTERM)
    server.process.wait(60)
    return time.perf_counter() - started


def through(proxy):
    connection = HTTPConnection(NAME, timeout=60)
    # From an address of its own: nginx says itself whom it asks for.
    sender = f"127.0.{random.randrange(1, 255)}.{random.randrange(1, 255)}"  # noqa: S311
    plain = socket.create_connection(("127.0.0.1", proxy.https), 60, (sender, 0))
    connection.sock = proxy.trust.wrap_socket(plain, server_hostname=NAME)
    return connection


def under_load(connect, stopped):
    """Return how many requests were sent, how many of them were cut, and how long a stop took."""
    path = next_event(SimpleNamespace(connect=connect))
    key = form_key(connect(), path)
    over = Event()
    with ThreadPoolExecutor(CLIENTS) as clients:
        load = [clients.submit(ask, connect, number, path, key, over) for number in range(CLIENTS)]
        half = [half_a_form(connect, path) for _ in range(HALF_SENT)]
        time.sleep(SECONDS_OF_LOAD)
        try:
            with stopped() as seconds:
                over.set()
                outcomes = [each.result() for each in load]
        finally:
            over.set()
    for each in half:
        each.close()
    return sum(sent for sent, _ in outcomes), sum(cut for _, cut in outcomes), seconds


def half_a_form(connect, path):
    client = connected(connect)
    head = f"POST {path}/rsvps HTTP/1.1\r\nHost: {client.host}\r\nContent-Length: 100\r\n\r\nparty"
    client.sock.sendall(head.encode())
    return client


def connected(connect):
    connection = connect()
    if connection.sock is None:
        connection.connect()
    return connection


def ask(connect, number, path, key, over):
    """Return how many requests were sent, and how many cut, until it is over or nobody listens."""
    chance = random.Random(number)  # noqa: S311
    connection, sent, cut = None, 0, 0
    while not over.is_set():
        if connection is None or connection.sock is None or is_closed(connection.sock):
            try:
                connection = connected(connect)
            except OSError:
                break
        if not number % 2:
            # The network: that the server closes is known only afterwards.
            time.sleep(SECONDS_AWAY)
        sent += 1
        try:
            cut += answer_to(connection, number, sent, path, key) in BY_NGINX
        except (OSError, HTTPException):
            cut += 1
            connection.close()
        if number % 2:
            over.wait(chance.uniform(0, LONGEST_PAUSE))
    return sent, cut


def answer_to(connection, number, sent, path, key):
    """Return the status of the answer to a page or a form."""
    headers = {"X-Forwarded-For": f"10.{number}.{sent // 250}.{sent % 250}"}
    if number % 4:
        connection.request("GET", path, headers=headers)
    else:
        body = urlencode({"party_size": 1, "form_key": key})
        connection.request("POST", f"{path}/rsvps", body, headers | FORM)
    answer = connection.getresponse()
    answer.read()
    return answer.status


def is_closed(sock):
    return bool(select([sock], [], [], 0)[0])


if __name__ == "__main__":
    main()
