"""The harness must see what it is there to see."""

from concurrent.futures import ThreadPoolExecutor
from socket import create_connection
from threading import Event

import pytest
from flask import Flask
from playwright.sync_api import expect

from coffeecop.config import PROJECT
from coffeecop.web.assets import init_app as init_assets
from coffeecop.web.security import add_headers
from tests.journeys.checks import check_axe, check_layout, check_words, copy_for_axe
from tests.journeys.fixtures import PHONE, serving
from tests.journeys.server import SECONDS
from tests.journeys.watch import Watch

PAGE = """<!DOCTYPE html><html lang="en"><head><title>Hello</title>
<meta name="viewport" content="width=device-width, initial-scale=1">
<link rel="icon" href="/icon"></head><body><main><h1>Hello</h1>{}</main></body></html>"""


def make_app(body):
    app = Flask("sample", static_folder=None)
    # The policy allows the style sheet of the public pages.
    init_assets(app, PROJECT / "static")
    app.after_request(add_headers)
    app.add_url_rule("/", "index", lambda: PAGE.format(body))
    app.add_url_rule("/icon", "icon", lambda: "")
    app.add_url_rule("/broken", "broken", lambda: (PAGE, 500))
    app.add_url_rule("/cookie", "cookie", lambda: (PAGE, 200, {"Set-Cookie": "a=b"}))
    return app


@pytest.fixture
def walk(new_context):
    """Open a small page with this in its body and return the page and its faults."""
    servers = []

    def open_page(body, *, script=True):
        manager = serving(make_app(body))
        server = manager.__enter__()
        servers.append(manager)
        context = new_context(java_script_enabled=script, **PHONE)
        watch = Watch(context, server)
        page = context.new_page()
        page.goto(server.address)
        expect(page.locator("body")).to_be_attached()
        return page, watch

    yield open_page
    for manager in servers:
        manager.__exit__(None, None, None)


def test_nobody_empties_the_database_before_all_that_was_sent_is_answered():
    app, begun, may_end = make_app(""), Event(), Event()

    @app.post("/slow")
    def slow():
        begun.set()
        may_end.wait(SECONDS)
        return ""

    with serving(app) as server, ThreadPoolExecutor() as pool:
        with create_connection(("127.0.0.1", server.http.server_port)) as closed:
            closed.sendall(b"POST /slow HTTP/1.1\r\nHost: 127.0.0.1\r\nContent-Length: 0\r\n\r\n")
        emptying = pool.submit(server.wait_until_idle)
        begun.wait(SECONDS)
        assert not emptying.done()

        may_end.set()

        emptying.result(SECONDS)
        assert server.open_requests == 0


@pytest.mark.parametrize("script", [True, False])
def test_a_clean_page_has_no_faults(walk, script):
    page, watch = walk("<p>Fine.</p>", script=script)

    if script:
        check_axe(page)
    check_layout(page)
    assert watch.faults == []


def test_faults_are_seen(walk):
    seen = {
        "<p style='color: red'>Red</p>": "policy violation: style",
        "<script>document.title = 'x'</script>": "policy violation: script",
        "<img src='http://127.0.0.2:9/x.png' alt='x'>": "127.0.0.2",
        "<img src='/missing.png' alt='x'>": "404 for a part",
    }
    page, watch = walk("".join(seen))
    assert [fault for fault in seen.values() if fault not in " ".join(watch.faults)] == []

    for path, fault in {"/broken": "500 from", "/cookie": "a cookie was set on /cookie"}.items():
        watch.begin()
        page.goto(f"{watch.server.address}{path}")
        assert fault in " ".join(watch.faults)


@pytest.mark.parametrize(
    ("body", "check", "told"),
    [
        ("<img src='/icon'><input>", check_axe, "image-alt"),
        (f"<p>{'wide' * 100}</p>", check_layout, "scrolls"),
        ("<button>Send</button>", check_layout, "Send"),
        # With places in it, which are not seen, where a line may end.
        ("<p>" + "de&#8203;part&#8203;ment " * 40, check_words, "part"),
    ],
    ids=["inaccessible", "too wide", "small button", "broken word"],
)
def test_a_page_that_is_hard_to_use_is_seen(walk, body, check, told):
    page, _ = walk(body)

    with pytest.raises(AssertionError, match=told):
        check(page)


def test_an_inaccessible_page_without_script_is_seen(walk):
    page, _ = walk("<img src='/icon'><input>", script=False)

    with copy_for_axe(page) as copy, pytest.raises(AssertionError, match="image-alt"):
        check_axe(copy)
