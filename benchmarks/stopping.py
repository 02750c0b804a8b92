"""`make bench-stop`: what a stop under load cuts, and how long it takes.

Twenty clients ask over connections that they keep, some at once again and some after up to three
seconds; as browsers and proxies do, none sends over a connection that was closed before. In the
middle the server gets SIGTERM. A request that was sent and got no answer is cut. Four more clients
have sent half a form: they are not waited for longer than the others need.
"""

import random
import signal
import socket
import sys
import tempfile
import time
from concurrent.futures import ThreadPoolExecutor
from http.client import HTTPConnection, HTTPException
from select import select
from threading import Event
from urllib.parse import urlencode

from benchmarks.__main__ import form_key, next_event
from benchmarks.servers import flask, serving

STOPS = 4
CLIENTS = 20
HALF_SENT = 4
SECONDS_OF_LOAD = 4
LONGEST_PAUSE = 3
FORM = {"Content-Type": "application/x-www-form-urlencoded"}


def main():
    with tempfile.TemporaryDirectory() as folder:
        environ = {"INSTANCE_PATH": folder, "DEMO": "1", "TRUSTED_PROXIES": "1"}
        for command in (["db", "upgrade"], ["demo"]):
            flask(environ, *command)
        cuts, requests, lengths = 0, 0, []
        for _stop in range(STOPS):
            answered, cut, seconds = stop_under_load(environ)
            print(f"{answered + cut} requests, {cut} cut, stopped in {seconds:.1f} s")
            cuts, requests = cuts + cut, requests + answered + cut
            lengths.append(seconds)
        print(f"together {requests} requests, {cuts} cut, at most {max(lengths):.1f} s")
    sys.exit(cuts > 0)


def stop_under_load(environ):
    command = [sys.executable, "-m", "flask", "--app", "app", "serve"]
    with serving(command, environ) as server, ThreadPoolExecutor(CLIENTS) as clients:
        path = next_event(server)
        key = form_key(server.connect(), path)
        over = Event()
        load = [
            clients.submit(ask, server.port, number, path, key, over) for number in range(CLIENTS)
        ]
        half = [half_a_form(server.port, path) for _ in range(HALF_SENT)]
        time.sleep(SECONDS_OF_LOAD)
        started = time.perf_counter()
        server.process.send_signal(signal.SIGTERM)
        server.process.wait(60)
        seconds = time.perf_counter() - started
        over.set()
        outcomes = [each.result() for each in load]
        for each in half:
            each.close()
    return sum(done for done, _ in outcomes), sum(cut for _, cut in outcomes), seconds


def half_a_form(port, path):
    client = socket.create_connection(("127.0.0.1", port))
    head = f"POST {path}/rsvps HTTP/1.1\r\nHost: localhost\r\nContent-Length: 100\r\n\r\nparty"
    client.sendall(head.encode())
    return client


def ask(port, number, path, key, over):
    """Return how many requests were answered, and how many cut, until the server is gone."""
    chance = random.Random(number)  # noqa: S311
    connection, answered = None, 0
    while not over.is_set():
        if connection is None or connection.sock is None or is_closed(connection.sock):
            connection = HTTPConnection("127.0.0.1", port, timeout=30)
            try:
                connection.connect()
            except OSError:
                return answered, 0
        try:
            headers = {"X-Forwarded-For": f"10.{number}.{answered // 250}.{answered % 250}"}
            if number % 4:
                connection.request("GET", path, headers=headers)
            else:
                body = urlencode({"party_size": 1, "form_key": key})
                connection.request("POST", f"{path}/rsvps", body, headers | FORM)
            connection.getresponse().read()
        except (OSError, HTTPException):
            return answered, 1
        answered += 1
        if number % 2:
            over.wait(chance.uniform(0, LONGEST_PAUSE))
    return answered, 0


def is_closed(sock):
    return bool(select([sock], [], [], 0)[0])


if __name__ == "__main__":
    main()
