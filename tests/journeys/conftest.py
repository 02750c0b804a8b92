"""Fixtures for browser tests on a phone's screen.

`phone` runs a test twice, with and without JavaScript; `with_script` and `without_script` run it
once. `prefix` runs it in both languages: `phone.goto(f"{prefix}/events/{event.slug}")`. With both
it runs twice: in English with JavaScript, and in Spanish without.
"""

import os
from contextlib import contextmanager
from pathlib import Path
from threading import Thread

import pytest
from playwright.sync_api import expect
from werkzeug.serving import WSGIRequestHandler, make_server

from tests.factories import sign_in
from tests.journeys.browser import system_browser
from tests.journeys.watch import Server, Watch
from tests.mail.conftest import mail_port, post  # noqa: F401  (fixtures)
from tests.visitor import Visitor

PHONE = {
    "viewport": {"width": 390, "height": 844},
    "device_scale_factor": 2,
    "is_mobile": True,
    "has_touch": True,
}
FONTS = Path(__file__).parent / "fonts.conf"
# Generous, for busy machines; it costs time only when a test fails.
SECONDS = 30
expect.set_options(timeout=SECONDS * 1000)


@pytest.fixture(scope="session")
def browser_type_launch_args(browser_type_launch_args):
    return {
        **browser_type_launch_args,
        "executable_path": system_browser(),
        "args": ["--no-sandbox", "--disable-gpu", "--disable-background-networking"],
        "env": {**os.environ, "FONTCONFIG_FILE": str(FONTS)},
    }


class QuietRequestHandler(WSGIRequestHandler):
    protocol_version = "HTTP/1.1"

    def log_request(self, code="-", size="-"):
        pass


@contextmanager
def serving(app):
    """Serve an app on a free port within this block."""
    server = Server(app)
    httpd = make_server("127.0.0.1", 0, server, threaded=True, request_handler=QuietRequestHandler)
    httpd.daemon_threads = True
    server.address = f"http://127.0.0.1:{httpd.server_port}"
    thread = Thread(target=httpd.serve_forever, kwargs={"poll_interval": 0.05}, daemon=True)
    thread.start()
    try:
        yield server
    finally:
        httpd.shutdown()
        thread.join(SECONDS)
        httpd.server_close()


@pytest.fixture(scope="session")
def running_server(migrated_app):
    with serving(migrated_app) as server:
        yield server


@pytest.fixture(scope="session")
def base_url(running_server):
    return running_server.address


@pytest.fixture
def live_server(running_server, app):
    """The running server, on the database that this test's factories fill."""
    yield running_server
    running_server.wait_until_idle(SECONDS)


@pytest.fixture
def open_page(new_context, live_server):
    """Open pages in separate browser contexts; fail at the end if there were faults."""
    watches = []

    def open_one(*, script=True, screen=PHONE, loses_signal=False):
        context = new_context(java_script_enabled=script, **screen)
        context.set_default_timeout(SECONDS * 1000)
        watches.append(Watch(context, live_server, loses_signal=loses_signal))
        return context.new_page()

    yield open_one
    faults = [fault for watch in watches for fault in watch.faults]
    assert faults == []


def pytest_generate_tests(metafunc):
    walks = {"phone": [True, False], "prefix": ["", "/es"]}
    ids = {"phone": ["with_script", "without_script"], "prefix": ["english", "spanish"]}
    names = [name for name in walks if name in metafunc.fixturenames]
    if names:
        metafunc.parametrize(
            names,
            list(zip(*(walks[name] for name in names), strict=True)),
            ids=["-".join(pair) for pair in zip(*(ids[name] for name in names), strict=True)],
            indirect=True,
        )


@pytest.fixture
def phone(request, open_page):
    return open_page(script=request.param)


@pytest.fixture
def with_script(open_page):
    return open_page()


@pytest.fixture
def without_script(open_page):
    return open_page(script=False)


@pytest.fixture
def prefix(request):
    return request.param


@pytest.fixture
def sign_in_on(live_server):
    """Sign a page's browser in as a new staff member: sign_in_on(phone, Role.ORGANIZER)."""

    def sign_in_here(page, *roles, **values):
        visitor = Visitor(live_server.app)
        member = sign_in(visitor, *roles, **values)
        name = live_server.app.config["SESSION_COOKIE_NAME"]
        cookie = visitor.client.get_cookie(name)
        page.context.add_cookies(
            [{"name": name, "value": cookie.value, "url": live_server.address, "httpOnly": True}]
        )
        return member

    return sign_in_here
