"""nginx and Caddy with the shipped files, in front of the real server, over TLS."""

import json
import os
import re
import socket
import ssl
import subprocess
import sys
from contextlib import contextmanager
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from threading import Thread

import pytest

from coffeecop.config import PROJECT
from tests.deploy.programs import program
from tests.deploy.proxies import CLIENT, NAME, Proxy, caddy, make_certificate, nginx, running
from tests.factories import make_event
from tests.mail.server import free_port
from tests.server.test_startup import fill, started

pytestmark = pytest.mark.slow


@pytest.fixture(scope="module")
def certificate(tmp_path_factory):
    return make_certificate(tmp_path_factory.mktemp("certificate"))


@pytest.fixture(scope="module")
def server(tmp_path_factory):
    """The port of the real server, with an event."""
    port = free_port()
    environ = {
        **os.environ,
        "INSTANCE_PATH": str(tmp_path_factory.mktemp("server") / "instance"),
        "PORT": str(port),
        "HTTPS": "1",
        "TRUSTED_PROXIES": "1",
        "TRUSTED_HOSTS": NAME,
    }
    fill(environ, make_event)
    with started(environ, [sys.executable, "-m", "coffeecop", "serve"]):
        yield port


@pytest.fixture(
    scope="module",
    params=[
        pytest.param(nginx, id="nginx", marks=pytest.mark.exhaustive),
        pytest.param(caddy, id="Caddy", marks=pytest.mark.exhaustive),
    ],
)
def proxy(request, certificate, server, tmp_path_factory):
    with running(request.param, certificate, server, tmp_path_factory.mktemp("proxy")) as proxy:
        yield proxy


class Echo(BaseHTTPRequestHandler):
    """Answers with the headers that reached it."""

    def do_GET(self):
        body = json.dumps([[name.lower(), value] for name, value in self.headers.items()]).encode()
        self.send_response(200)
        self.send_header("Content-Length", str(len(body)))
        self.end_headers()
        self.wfile.write(body)

    def log_message(self, *_):
        """Say nothing."""


@contextmanager
def echo():
    with ThreadingHTTPServer(("127.0.0.1", 0), Echo) as server:
        Thread(target=server.serve_forever, daemon=True).start()
        yield server.server_address[1]
        server.shutdown()


# What the programs themselves say of their files


def test_nginx_finds_no_fault(certificate, tmp_path):
    command = nginx(Proxy(tmp_path, certificate), certificate, 8000)
    tested = subprocess.run([*command, "-t"], capture_output=True, text=True)

    assert tested.returncode == 0, tested.stderr
    assert "[warn]" not in tested.stderr


def test_caddy_finds_no_fault(tmp_path):
    command = [program("caddy"), "validate", "--adapter", "caddyfile"]
    validated = subprocess.run(
        [*command, "--config", PROJECT / "deploy/Caddyfile"],
        capture_output=True,
        text=True,
        env={**os.environ, "HOME": str(tmp_path), "XDG_CONFIG_HOME": str(tmp_path)},
    )

    assert validated.returncode == 0, validated.stderr
    assert '"level":"warn"' not in validated.stderr


# What a resident gets


def test_http_leads_to_https(proxy):
    answer = proxy.ask(path="/es/events/town?a=1", tls=False)

    assert answer.status in (301, 308)
    assert re.fullmatch(rf"https://{NAME}(:\d+)?/es/events/town\?a=1", answer.headers["Location"])


def test_every_answer_comes_over_tls_and_asks_for_tls_from_now_on(proxy):
    event = re.search(r'"(/events/[\w-]+)"', proxy.ask(path="/").text).group(1)
    others = {"/none": 404, "/healthz": 200, "/static/none.css": 404}
    for path, status in ({event: 200, f"/es{event}": 200} | others).items():
        answer = proxy.ask(path=path, headers={"Accept-Encoding": "zstd"})
        assert answer.status == status
        assert answer.headers.get_all("Strict-Transport-Security") == ["max-age=31536000"]
        if path not in others:
            # By the app alone: nginx knows no zstd.
            assert answer.headers.get_all("Content-Encoding") == ["zstd"]
    for path in (event, f"/es{event}"):
        assert f'"https://{NAME}{path}"' in proxy.ask(path=path).text


def test_a_file_is_kept_as_long_as_the_app_says(proxy):
    path = re.search(r'"(/static/[^"]+\.js)"', proxy.ask(path="/").text).group(1)

    assert proxy.ask(path=path).headers.get_all("Cache-Control") == [
        "public, max-age=31536000, immutable"
    ]


def test_cookies_of_staff_are_for_https_alone(proxy):
    cookies = proxy.ask(path="/staff/sign-in").headers.get_all("Set-Cookie")

    assert cookies
    for cookie in cookies:
        assert cookie.startswith("__Host-")
        assert "; Secure" in cookie


def test_a_form_that_is_sent_from_its_own_page_is_taken(proxy):
    headers = {"Content-Type": "application/x-www-form-urlencoded", "Origin": f"https://{NAME}"}
    assert proxy.ask("POST", "/receipts", body="code=amber", headers=headers).status == 422

    headers["Origin"] = "https://elsewhere.example"
    assert proxy.ask("POST", "/receipts", body="code=amber", headers=headers).status == 403


def test_the_app_refuses_what_is_too_large_and_the_proxy_what_is_far_too_large(proxy):
    headers = {"Content-Type": "application/x-www-form-urlencoded"}
    by_the_app = proxy.ask("POST", "/receipts", body="code=" + "x" * 300_000, headers=headers)
    before_it_comes = proxy.ask("POST", "/receipts", headers={"Content-Length": "2000000"})

    assert (by_the_app.status, "<main" in by_the_app.text) == (413, True)
    assert (before_it_comes.status, "<main" in before_it_comes.text) == (413, False)


def test_a_photo_comes_through_where_staff_send_one(proxy):
    headers = {"Content-Type": "multipart/form-data; boundary=x"}
    answer = proxy.ask("POST", "/staff/matters/1/steps", body="x" * 1_500_000, headers=headers)

    # From the app: nobody has signed in here.
    assert answer.status == 413
    assert "<main" in answer.text


def test_another_name_gets_no_certificate(proxy):
    with pytest.raises((ssl.SSLError, ConnectionError)):
        proxy.ask(name="other.example.gov")


@pytest.mark.parametrize("prepare", [nginx, caddy], ids=["nginx", "Caddy"])
def test_what_a_client_says_of_itself_is_not_handed_on(prepare, certificate, tmp_path):
    forged = {
        "X-Forwarded-For": "203.0.113.9",
        "X-Forwarded-Proto": "http",
        "X-Forwarded-Host": "elsewhere.example",
    }
    with echo() as upstream, running(prepare, certificate, upstream, tmp_path) as proxy:
        received = json.loads(proxy.ask(headers=forged).text)

    headers = dict(received)
    assert len([name for name, _ in received if name.startswith("x-forwarded-for")]) == 1
    assert headers["x-forwarded-for"] == CLIENT
    assert headers["x-forwarded-proto"] == "https"
    assert headers["x-forwarded-host"] == NAME
    assert headers["host"] == NAME


@pytest.mark.parametrize("prepare", [nginx, caddy], ids=["nginx", "Caddy"])
def test_no_log_has_an_address_of_a_client(prepare, certificate, tmp_path):
    with running(prepare, certificate, free_port(), tmp_path) as proxy:
        # The app is down, another name, a method that is none, no TLS where TLS is spoken.
        assert proxy.ask().status in (502, 503)
        with pytest.raises((ssl.SSLError, ConnectionError)):
            proxy.ask(name="other.example.gov")
        proxy.ask("POST", "/receipts", headers={"Content-Length": "2000000"})
        with socket.create_connection(("127.0.0.1", proxy.https), 60, (CLIENT, 0)) as plain:
            plain.sendall(b"GET / HTTP/1.1\r\n\r\n")
            plain.recv(1000)

    assert CLIENT not in proxy.logs()
