"""One machine whose server, database or disk fails while residents send: what is lost and doubled.

Each trial prints a row as those of many machines do (test_cluster.py). In the control the server
confirms what it does not store.
"""

import os
import resource
import signal
import socket
import sys
from contextlib import contextmanager
from http.client import HTTPConnection
from subprocess import DEVNULL, Popen

import pytest

from coffeecop import create_app
from coffeecop.config import PROJECT
from coffeecop.db import db
from tests.deploy.cluster import Service
from tests.deploy.programs import program
from tests.deploy.proxies import CLIENT, NAME
from tests.deploy.trials import Trials, nothing_is_wrong
from tests.fixtures import running_postgresql
from tests.server.test_startup import AS_SYSTEMD, SERVER_ALONE, has_ended, wait_for

pytestmark = [pytest.mark.exhaustive, pytest.mark.slow, pytest.mark.both_databases]

KILLS, RESTARTS, FAULTS = 10, 5, 3
ANSWERS_OF_A_FAULT = 5
FORGETFUL = """
from itertools import count
from flask import has_request_context
from sqlalchemy.orm import Session
from coffeecop import create_app
from coffeecop.server.production import serve

commit, number = Session.commit, count(1)

def forget(session):
    is_forgotten = has_request_context() and next(number) % 10 == 0
    (Session.rollback if is_forgotten else commit)(session)

Session.commit = forget
serve(create_app())
"""


class Machine:
    """The server on a socket that stays, as systemd holds it, and what nginx asks of it."""

    def __init__(self, environ, log, listener):
        self.environ, self.log, self.listener = environ, log, listener

    def start(self, command=SERVER_ALONE):
        descriptor = self.listener.fileno()
        self.server = Service(
            self.log,
            [sys.executable, "-c", AS_SYSTEMD, descriptor, *command],
            env={**os.environ, **self.environ},
            cwd=PROJECT,
            pass_fds=[descriptor],
        )
        assert self.ask(path="/healthz").status == 200

    def ask(self, method="GET", path="/", *, client=CLIENT, headers=(), **request):
        connection = HTTPConnection(*self.listener.getsockname(), timeout=60)
        said = {"Host": NAME, "X-Forwarded-For": client, "X-Forwarded-Proto": "https"}
        try:
            connection.request(method, path, headers={**said, **dict(headers)}, **request)
            answer = connection.getresponse()
            answer.text = answer.read().decode()
            return answer
        finally:
            connection.close()


@pytest.fixture
def postgresql(database_name, tmp_path_factory):
    if database_name == "sqlite":
        yield None
        return
    with running_postgresql(tmp_path_factory.mktemp("runtime")) as server:
        for setting in ("fsync", "full_page_writes", "synchronous_commit"):
            server.psql(f"ALTER SYSTEM RESET {setting}")
        server.psql("SELECT pg_reload_conf()")
        server.psql("CREATE DATABASE coffee")
        yield server


@pytest.fixture
def machine(new_database, postgresql, tmp_path):
    environ = {
        "INSTANCE_PATH": str(tmp_path / "instance"),
        "DATABASE_URL": postgresql.get_uri("coffee") if postgresql else new_database(),
        "SECRET_KEY": "a secret that only the tests know",
        "LOG_LEVEL": "WARNING",
        **{"HTTPS": "1", "TRUSTED_PROXIES": "1", "TRUSTED_HOSTS": NAME},
    }
    with socket.create_server(("127.0.0.1", 0), backlog=1024) as listener:
        machine = Machine(environ, tmp_path / "log", listener)
        machine.start()
        app = create_app(environ)
        with app.app_context():
            yield machine
            db.session.remove()
            db.engine.dispose()
        machine.server.kill()


def test_what_was_confirmed_outlives_the_server(machine, note):
    trials = Trials("the server is killed", machine)
    for _ in range(KILLS):
        with trials.trial():
            machine.server.kill()
            machine.server.start()
    note(trials.row())

    assert nothing_is_wrong(trials)


def test_what_was_confirmed_outlives_the_database(machine, postgresql, only_on, note):
    only_on("postgresql")
    trials = Trials("PostgreSQL dies and starts again", machine)
    for _ in range(RESTARTS):
        with trials.trial():
            process = postgresql.get_pid()
            os.kill(process, signal.SIGQUIT)
            wait_for(lambda process=process: has_ended(process))
            postgresql.ensure_postgres_running()
    note(trials.row())

    assert nothing_is_wrong(trials)
    assert set(trials.failed) <= {503}


@contextmanager
def full_disk(pid):
    """Let a process write no file."""
    _soft, hard = resource.prlimit(pid, resource.RLIMIT_FSIZE)
    resource.prlimit(pid, resource.RLIMIT_FSIZE, (0, hard))
    yield
    resource.prlimit(pid, resource.RLIMIT_FSIZE, (hard, hard))


@contextmanager
def failing_fsync(pid):
    inject = "inject=fsync,fdatasync:error=EIO"
    command = [program("strace"), "-f", "-qq", "-e", inject, "-o", "/dev/null", "-p", str(pid)]
    with Popen(command, stderr=DEVNULL) as strace:
        yield
        strace.terminate()


@pytest.mark.parametrize("fault", [full_disk, failing_fsync])
def test_what_the_disk_does_not_take_is_not_confirmed(machine, fault, only_on, note):
    only_on("sqlite")
    trials = Trials(fault.__name__.replace("_", " "), machine)
    for _ in range(FAULTS):
        with trials.trial() as residents, fault(machine.server.process.pid):
            wait_for(lambda: len(residents.failures) >= ANSWERS_OF_A_FAULT)
            # Reading goes on.
            assert machine.ask(path=residents.event).status == 200
    note(trials.row())

    assert nothing_is_wrong(trials)
    assert set(trials.failed) == {503}


def test_a_server_that_confirms_what_it_does_not_store_is_caught(machine, note):
    machine.server.kill()
    machine.start([sys.executable, "-c", FORGETFUL])
    trials = Trials("control: one commit in ten is not made", machine)
    with trials.trial():
        pass
    note(trials.row())

    assert trials.lost > 0
