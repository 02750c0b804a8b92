"""The server itself, with a small app: what it reads, what it keeps, and whom it waits for."""

import asyncio
import http.client
import os
import socket
from contextlib import ExitStack, contextmanager
from tempfile import SpooledTemporaryFile
from threading import Event as Flag
from threading import Thread

import pytest
from flask import Flask, request

from coffeecop.config import LARGEST_BODY, SERVER_THREADS
from coffeecop.server import production, web_server, whole_requests
from coffeecop.server.production import listen
from coffeecop.server.web_server import WebServer
from coffeecop.server.whole_requests import LARGEST_DISCARDED
from tests.server.test_startup import wait_for

pytestmark = pytest.mark.slow

SECONDS = 60
MORE_THAN_THREADS = SERVER_THREADS + 1
MORE_THAN_DISCARDED = LARGEST_DISCARDED + 1
PHOTO = "/staff/matters/12/steps"
START = b"POST / HTTP/1.1\r\nHost: localhost\r\n"
# More than fits into the buffers of the system.
LARGE = 20 * 1024 * 1024


@pytest.fixture(autouse=True, scope="module")
def little_grace():
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(web_server, "SECONDS_OF_GRACE", 0.1)
        yield


class Running:
    def __init__(self, app=None):
        self.app = app or self.small_app()
        self.go_on = Flag()

    def small_app(self):
        app = Flask(__name__)
        app.config.update(MAX_CONTENT_LENGTH=LARGEST_BODY, SECRET_KEY="x" * 32)
        self.requests = []
        app.add_url_rule("/<path:path>", view_func=self.answer, methods=["GET", "POST"])
        app.add_url_rule("/", view_func=self.answer, methods=["GET", "POST"])
        return app

    def answer(self, path=""):
        if path == "large":
            return bytes(LARGE)
        if path == "wait":
            assert self.go_on.wait(SECONDS)
        if f"/{path}" == PHOTO:
            request.max_content_length = LARGE
        self.requests.append((path, request.get_data(), dict(request.headers)))
        return "done"

    def ask(self, method="GET", path="/", body=None, headers=()):
        connection = http.client.HTTPConnection(*self.address, timeout=SECONDS)
        try:
            connection.request(method, path, body, dict(headers))
            return connection.getresponse().status
        finally:
            connection.close()

    def cookie(self, **session):
        """Return the header of somebody with this session."""
        interface = self.app.session_interface
        signed = interface.get_signing_serializer(self.app).dumps(session)
        return {"Cookie": f"{interface.get_cookie_name(self.app)}={signed}"}

    def connect(self, sent=b""):
        client = socket.create_connection(self.address, SECONDS)
        client.sendall(sent)
        return client

    @contextmanager
    def running(self):
        server = self.server = WebServer(self.app)
        with listen("127.0.0.1", 0) as listener:
            self.address = listener.getsockname()
            thread = Thread(target=lambda: asyncio.run(server.serve([listener])))
            thread.start()
            try:
                yield server
            finally:
                self.go_on.set()
                server.should_exit = True
                thread.join(SECONDS)


@pytest.fixture(scope="module")
def always_running():
    running = Running()
    with running.running():
        yield running


@pytest.fixture
def server(always_running):
    always_running.requests.clear()
    return always_running


def first_line(client):
    with client, client.makefile("rb") as answer:
        return answer.readline().strip()


def ends(client):
    """Wait until the server has closed a connection, and return what it sent before."""
    with client, client.makefile("rb") as answer:
        try:
            return answer.read()
        except ConnectionError:
            return b""


def test_slow_bodies_heads_and_readers_hold_no_thread(server):
    slow = {
        "bodies": START + b"Content-Length: 5000\r\n\r\nx",
        "heads": START + b"X-Slow: ",
        "silent": b"",
        "readers": b"GET /large HTTP/1.1\r\nHost: localhost\r\n\r\n",
    }
    with ExitStack() as stack:
        for sent in slow.values():
            for _ in range(MORE_THAN_THREADS):
                stack.enter_context(server.connect(sent))
        assert server.ask() == 200


def test_a_body_with_two_sizes_is_refused_and_nothing_behind_it_is_read(server):
    both = START + b"Content-Length: 5\r\nTransfer-Encoding: chunked\r\n\r\n0\r\n\r\n"

    answer = ends(server.connect(both + b"GET /hidden HTTP/1.1\r\nHost: localhost\r\n\r\n"))

    assert answer.startswith(b"HTTP/1.1 400")
    assert b"connection: close" in answer.lower()
    assert (answer.count(b"HTTP/1.1"), server.requests) == (1, [])


@pytest.mark.parametrize("is_inherited", [False, True])
def test_an_answer_does_not_wait_for_the_phone_to_acknowledge_its_head(monkeypatch, is_inherited):
    if is_inherited:
        # As systemd hands it over.
        inherited = socket.create_server(("127.0.0.1", 0))
        monkeypatch.setattr(production, "SYSTEMD_SOCKET", inherited.detach())
        monkeypatch.setenv("LISTEN_PID", str(os.getpid()))
    running = Running()
    with running.running() as server, running.connect():
        wait_for(lambda: server.server_state.connections)
        (connection,) = server.server_state.connections
        accepted = connection.transport.get_extra_info("socket")
        assert accepted.getsockopt(socket.IPPROTO_TCP, socket.TCP_NODELAY)


@pytest.mark.parametrize("coding", ["whole", "in chunks"])
def test_a_body_up_to_the_limit_comes_whole(server, coding):
    body = b"x" * LARGEST_BODY

    assert server.ask("POST", body=iter([body]) if coding == "in chunks" else body) == 200

    ((_, received, headers),) = server.requests
    assert received == body
    assert headers["Content-Length"] == str(LARGEST_BODY)
    assert "Transfer-Encoding" not in headers


@pytest.mark.parametrize(
    "sent",
    [
        b"Content-Length: %d\r\n\r\n" % MORE_THAN_DISCARDED,
        b"Transfer-Encoding: chunked\r\n\r\n%x\r\n%b\r\n"
        % (MORE_THAN_DISCARDED, b"x" * MORE_THAN_DISCARDED),
    ],
    ids=["whole", "in chunks"],
)
def test_a_much_larger_body_is_refused_before_its_end(server, sent):
    assert first_line(server.connect(START + sent)).startswith(b"HTTP/1.1 413")


def test_a_larger_body_is_refused_and_the_connection_goes_on(server):
    connection = http.client.HTTPConnection(*server.address, timeout=SECONDS)
    for size, status in ((LARGEST_BODY + 1, 413), (10, 200)):
        connection.request("POST", "/", b"x" * size)
        answer = connection.getresponse()
        answer.read()
        assert answer.status == status
    connection.close()


def test_a_photo_may_be_larger_where_staff_send_one(server):
    photo = b"x" * (LARGEST_BODY + 1)
    staff = server.cookie(token="of a session")

    assert server.ask("POST", PHOTO, photo, staff) == 200
    assert server.ask("POST", f"{PHOTO}/other", photo, staff) == 413

    (path, received, _), *_refused = server.requests
    assert (f"/{path}", received) == (PHOTO, photo)


@pytest.mark.parametrize(
    "headers", [{}, {"Cookie": "session=forged"}, {"session": {"csrf_token": "of a sign-in"}}]
)
def test_a_photo_is_not_kept_for_who_is_not_signed_in(server, headers, monkeypatch):
    rolled = []
    monkeypatch.setattr(SpooledTemporaryFile, "rollover", rolled.append)
    if "session" in headers:
        headers = server.cookie(**headers["session"])
    unread = START.replace(b"/ ", f"{PHOTO} ".encode()) + b"Content-Length: 12000000\r\n"
    lines = "".join(f"{name}: {value}\r\n" for name, value in headers.items()).encode()

    # The app finds nothing to read.
    assert first_line(server.connect(unread + lines + b"\r\n")).startswith(b"HTTP/1.1 4")
    assert 400 <= server.ask("POST", PHOTO, b"x" * (LARGEST_BODY + 1), headers) < 500
    assert (server.requests, rolled) == ([], [])


def test_nothing_of_a_body_that_is_too_large_is_kept(server):
    with ExitStack() as stack:
        for sent in (
            b"Content-Length: %d\r\n\r\n" % (LARGEST_BODY + 2) + b"x" * (LARGEST_BODY + 1),
            b"Transfer-Encoding: chunked\r\n\r\n%x\r\n%b\r\n"
            % (LARGEST_BODY + 1, b"x" * (LARGEST_BODY + 1)),
        ):
            stack.enter_context(server.connect(START + sent))
        stack.enter_context(server.connect(START + b"Content-Length: 10\r\n\r\nhalf"))
        wait_for(lambda: server.server.requests.bytes_kept == 4)
    wait_for(lambda: server.server.requests.bytes_kept == 0)


def test_when_many_send_much_at_once_only_what_is_small_is_kept(server, monkeypatch):
    monkeypatch.setattr(whole_requests, "MOST_KEPT", 100_000)
    part = START + b"Content-Length: 90000\r\n\r\n" + b"x" * 80_000
    with server.connect(part):
        wait_for(lambda: server.server.requests.bytes_kept == 80_000)
        assert first_line(server.connect(part)).startswith(b"HTTP/1.1 503")
        assert server.ask("POST", body=b"x" * 10_000) == 200
    wait_for(lambda: server.server.requests.bytes_kept == 0)
    assert server.ask("POST", body=b"x" * 90_000) == 200


def test_half_a_body_never_reaches_the_app(server):
    with server.connect(START + b"Content-Length: 10\r\n\r\nhalf"):
        pass

    assert server.ask() == 200
    assert [body for _, body, _ in server.requests] == [b""]


def test_headers_of_a_proxy_reach_the_app_and_what_only_looks_like_one_does_not(server):
    server.ask(headers={"X_Forwarded_For": "203.0.113.9", "X-Forwarded-Proto": "https"})

    ((_, _, headers),) = server.requests
    assert headers["X-Forwarded-Proto"] == "https"
    assert "X-Forwarded-For" not in headers


def test_a_path_may_have_letters_of_every_language(server):
    server.ask(path="/caf%C3%A9%20a")

    assert server.requests[0][0] == "café a"


# Whoever says nothing


@pytest.fixture
def impatient(monkeypatch):
    monkeypatch.setattr(web_server, "SECONDS_IDLE", 1)
    monkeypatch.setattr(whole_requests, "SECONDS_SILENT", 1)
    running = Running()
    with running.running():
        yield running


def test_who_says_nothing_is_not_waited_for(impatient):
    silent = impatient.connect()
    silent_in_a_body = impatient.connect(START + b"Content-Length: 10\r\n\r\nhalf")
    kept_alive = impatient.connect(b"GET / HTTP/1.1\r\nHost: localhost\r\n\r\n")

    assert ends(silent) == b""
    assert ends(silent_in_a_body).startswith(b"HTTP/1.1 408")
    assert ends(kept_alive).startswith(b"HTTP/1.1 200")
    assert [body for _, body, _ in impatient.requests] == [b""]


@pytest.mark.skipif(not hasattr(socket, "TCP_USER_TIMEOUT"), reason="Linux only")
def test_who_does_not_read_is_not_waited_for(impatient):
    unread = impatient.connect(b"GET /large HTTP/1.1\r\nHost: localhost\r\n\r\n")

    wait_for(lambda: impatient.server.server_state.total_requests)
    wait_for(lambda: not impatient.server.server_state.connections)
    unread.close()


def test_a_connection_more_than_fits_is_closed(monkeypatch):
    monkeypatch.setattr(web_server, "most_connections", lambda: 2)
    running = Running()
    with running.running(), running.connect() as first, running.connect():
        assert ends(running.connect()) == b""
        first.close()


# The end


def test_a_server_that_stops_answers_what_has_begun_and_closes_the_connections():
    running = Running()
    with running.running() as server:
        begun = running.connect(START + b"Content-Length: 4\r\n\r\nha")
        waiting = running.connect(b"GET /wait HTTP/1.1\r\nHost: localhost\r\n\r\n")
        idle = running.connect()
        wait_for(lambda: len(server.server_state.tasks) == 2)

        server.should_exit = True
        assert ends(idle) == b""
        begun.sendall(b"lf")
        running.go_on.set()

        for client in (begun, waiting):
            answer = ends(client)
            assert answer.startswith(b"HTTP/1.1 200")
            assert b"connection: close\r\n" in answer


def test_a_server_that_stops_answers_who_has_just_connected(monkeypatch):
    monkeypatch.setattr(web_server, "SECONDS_OF_GRACE", 3)
    running = Running()
    with running.running() as server:
        client = running.connect()
        wait_for(lambda: server.server_state.connections)

        server.should_exit = True
        wait_for(lambda: (b"connection", b"close") in server.server_state.default_headers)
        client.sendall(b"GET / HTTP/1.1\r\nHost: localhost\r\n\r\n")

        assert b"connection: close\r\n" in ends(client)


def test_a_server_that_stops_gives_up_a_body_that_does_not_come_whole(monkeypatch):
    monkeypatch.setattr(web_server, "SECONDS_FOR_BODIES", 0.5)
    running = Running()
    with running.running() as server:
        drips = running.connect(START + b"Content-Length: 10\r\n\r\nhalf")
        waiting = running.connect(b"GET /wait HTTP/1.1\r\nHost: localhost\r\n\r\n")
        wait_for(lambda: len(server.server_state.tasks) == 2)

        server.should_exit = True
        assert ends(drips).startswith(b"HTTP/1.1 408")
        running.go_on.set()
        assert ends(waiting).startswith(b"HTTP/1.1 200")
