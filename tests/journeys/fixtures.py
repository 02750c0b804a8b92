"""Fixtures for browser tests on a phone's screen.

`phone` is a page with JavaScript, and `prefix` the English one. With `@each_way` a test runs twice:
in English with JavaScript, and in Spanish without: `phone.goto(f"{prefix}/events/{event.slug}")`.
"""

import os
from pathlib import Path

import pytest
from playwright.sync_api import expect

from coffeecop.db import db
from tests.factories import sign_in
from tests.fixtures import empty
from tests.journeys.browser import system_browser
from tests.journeys.contexts import Contexts
from tests.journeys.server import SECONDS, serving
from tests.visitor import Visitor

PHONE = {
    "viewport": {"width": 390, "height": 844},
    "device_scale_factor": 2,
    "is_mobile": True,
    "has_touch": True,
}
DESK = {"viewport": {"width": 1280, "height": 800}}
FONTS = Path(__file__).parent / "fonts.conf"
expect.set_options(timeout=SECONDS * 1000)


@pytest.fixture(scope="session")
def browser_type_launch_args(browser_type_launch_args):
    return {
        **browser_type_launch_args,
        "executable_path": system_browser(),
        "args": ["--no-sandbox", "--disable-gpu", "--disable-background-networking"],
        "env": {**os.environ, "FONTCONFIG_FILE": str(FONTS)},
    }


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
    running_server.wait_until_idle()


@pytest.fixture(scope="session")
def contexts(browser, running_server):
    return Contexts(browser, running_server)


@pytest.fixture
def open_page(contexts, live_server):
    """Open pages, each in a browser context of its own; fail at the end if there were faults.

    `is_new` makes a context that no test before had, for what cannot be taken out of one.
    """

    def open_one(*, script=True, screen=PHONE, loses_signal=False, is_new=False):
        options = {"java_script_enabled": script, **screen}
        return contexts.lend(loses_signal=loses_signal, is_new=is_new, **options).new_page()

    yield open_one
    assert contexts.take_back() == []


@pytest.fixture
def start_over(live_server):
    """Empty the database and the phone within a test, for the same page in another language."""

    def start_over_on(page):
        page.evaluate("localStorage.clear()")
        page.goto("about:blank")
        live_server.wait_until_idle()
        page.context.clear_cookies()
        page.emulate_media(color_scheme="light")
        empty(db)
        # What the session still holds of them would come in the way of their successors.
        db.session.expunge_all()

    return start_over_on


each_way = pytest.mark.parametrize(
    ("phone", "prefix"),
    [(True, ""), (False, "/es")],
    ids=["with_script-english", "without_script-spanish"],
    indirect=True,
)


@pytest.fixture
def phone(request, open_page):
    return open_page(script=getattr(request, "param", True))


@pytest.fixture
def prefix(request):
    return getattr(request, "param", "")


@pytest.fixture
def without_script(open_page):
    return open_page(script=False)


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
