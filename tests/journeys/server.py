"""Serves the app to a browser, and knows whether something that was sent is still unanswered."""

import time
from contextlib import contextmanager
from select import select
from socket import SHUT_RDWR
from threading import Condition, Lock, Thread

from axe_playwright_python.base import AXE_SCRIPT
from werkzeug.serving import ThreadedWSGIServer, WSGIRequestHandler
from werkzeug.wrappers import Response

# Where axe is: of a file the browser keeps what it has compiled.
AXE = "/axe.js"
# Generous, for busy machines; it costs time only when a test fails.
SECONDS = 30


class Server:
    """The WSGI app, wrapped to record cookies set on public pages, and to count open requests."""

    def __init__(self, app):
        self.app = app
        self.cookies_on_public_pages = []
        # Turned off, it drops each connection. In its own offline mode Chromium may keep what a
        # page sends, and send it later.
        self.is_reachable = True
        self.axe = Response(AXE_SCRIPT, mimetype="text/javascript")
        self.axe.cache_control.max_age = 24 * 60 * 60
        self.open_requests = 0
        self.count_changed = Condition()
        self.http = HTTPServer("127.0.0.1", 0, self, QuietRequestHandler)
        self.address = f"http://127.0.0.1:{self.http.server_port}"

    def wait_until_idle(self):
        """Let all that was sent be answered, before others use the database."""
        deadline = time.monotonic() + SECONDS
        with self.count_changed:
            while self.open_requests or self.http.has_unread():
                assert time.monotonic() < deadline
                self.count_changed.wait(0.01)

    @contextmanager
    def one_more_open(self):
        self._count(1)
        try:
            yield
        finally:
            self._count(-1)

    def _count(self, difference):
        with self.count_changed:
            self.open_requests += difference
            self.count_changed.notify_all()

    def __call__(self, environ, start_response):
        if not self.is_reachable:
            environ["werkzeug.socket"].shutdown(SHUT_RDWR)
            raise ConnectionResetError
        path = environ["PATH_INFO"]
        if path == AXE:
            return self.axe(environ, start_response)

        def start(status, headers, *rest):
            names = {name.lower() for name, _ in headers}
            # At the door a phone is counted once by its cookie.
            may_set_cookie = path.startswith("/staff") or path.endswith("/arrival")
            if "set-cookie" in names and not may_set_cookie:
                self.cookies_on_public_pages.append(path)
            return start_response(status, headers, *rest)

        return self.app(environ, start)


class HTTPServer(ThreadedWSGIServer):
    def __init__(self, *given):
        super().__init__(*given)
        self.connections = set()
        self.connections_lock = Lock()

    def get_request(self):
        with self.connections_lock:
            connection, address = super().get_request()
            self.connections.add(connection)
        return connection, address

    def shutdown_request(self, request):
        with self.connections_lock:
            self.connections.discard(request)
        super().shutdown_request(request)

    def has_unread(self):
        """Whether something has come that no thread has begun to read."""
        with self.connections_lock:
            return bool(select([self.socket, *self.connections], [], [], 0)[0])


class QuietRequestHandler(WSGIRequestHandler):
    protocol_version = "HTTP/1.1"

    def log_request(self, code="-", size="-"):
        pass

    def handle_one_request(self):
        # What has come and is not counted yet can still be seen in the socket.
        select([self.connection], [], [])
        with self.server.app.one_more_open():
            super().handle_one_request()


@contextmanager
def serving(app):
    """Serve an app on a free port within this block."""
    server = Server(app)
    thread = Thread(target=server.http.serve_forever, kwargs={"poll_interval": 0.05}, daemon=True)
    thread.start()
    try:
        yield server
    finally:
        server.http.shutdown()
        thread.join(SECONDS)
        server.http.server_close()
