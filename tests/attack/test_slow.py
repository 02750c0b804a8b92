"""Slow clients at every address at once: nobody waits for them, and nothing is stored."""

import sqlite3
import sys
from contextlib import ExitStack, closing

import pytest

from benchmarks.__main__ import next_event
from benchmarks.servers import serving
from benchmarks.slow_clients import FORM, SCENARIOS, connect, dripping, request
from tests.factories import make_event
from tests.server.test_startup import fill
from tests.web.test_sweep import with_a_value_in_each_place

pytestmark = [
    pytest.mark.slow,
    pytest.mark.exhaustive,
    # The benchmark leaves its connections to the garbage collector.
    pytest.mark.filterwarnings("ignore::ResourceWarning"),
    pytest.mark.filterwarnings("ignore::pytest.PytestUnraisableExceptionWarning"),
]

CLIENTS = 100


@pytest.fixture(scope="module")
def server(tmp_path_factory):
    folder = tmp_path_factory.mktemp("instance")
    # Behind a proxy, as each client of the benchmark has an address of its own.
    environ = {"INSTANCE_PATH": str(folder), "TRUSTED_PROXIES": "1"}
    fill(environ, make_event)
    with serving([sys.executable, "app.py"], environ) as server:
        yield server, folder


def answers(server, path):
    with closing(server.connect()) as connection:
        connection.request("GET", path)
        return connection.getresponse().status


def stored(folder):
    with closing(sqlite3.connect(folder / "coffeecop.sqlite3")) as database:
        return list(database.iterdump())


@pytest.mark.parametrize("scenario", ["300 slow headers", "300 slow readers"])
def test_slow_clients_keep_nobody_waiting(server, scenario):
    server, folder = server
    page = next_event(server)
    with ExitStack() as stack:
        SCENARIOS[scenario](stack, server, page, folder, clients=CLIENTS)
        assert answers(server, "/healthz") == 200
        assert answers(server, page) == 200


def test_a_slow_body_at_every_address_keeps_nobody_waiting_and_stores_nothing(app, server):
    server, folder = server
    page, before = next_event(server), stored(folder)
    rules = [rule for rule in app.url_map.iter_rules() if "POST" in rule.methods]
    assert len(rules) > 100
    with ExitStack() as stack:
        slow = [
            connect(stack, server, request("POST", with_a_value_in_each_place(rule), headers))
            for rule in rules
            for headers in (
                f"{FORM}Content-Length: 5000\r\n",
                f"{FORM}Transfer-Encoding: chunked\r\n",
            )
        ]
        with dripping(slow):
            assert answers(server, "/healthz") == 200
            assert answers(server, page) == 200
    assert answers(server, page) == 200
    assert stored(folder) == before
