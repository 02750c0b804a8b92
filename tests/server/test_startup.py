"""`python app.py`: server and worker start beside each other, answer, and stop when asked."""

import http.client
import os
import re
import resource
import runpy
import signal
import socket
import subprocess
import sys
import time
from concurrent.futures import ThreadPoolExecutor
from contextlib import contextmanager
from threading import Event as Flag

import pytest

from coffeecop import create_app
from coffeecop.config import PROJECT
from coffeecop.db import db
from coffeecop.server import production
from coffeecop.server.preparation import migrate
from tests.mail.server import free_port

pytestmark = pytest.mark.slow

SECONDS = 60
BOTH = [sys.executable, "app.py"]
SERVER_ALONE = [sys.executable, "-m", "flask", "--app", "app", "serve"]

# What systemd does: the socket is file 3, and LISTEN_PID is the process that may use it.
AS_SYSTEMD = """
import os, sys
os.dup2(int(sys.argv[1]), 3)
os.environ |= {"LISTEN_FDS": "1", "LISTEN_PID": str(os.getpid())}
os.execv(sys.argv[2], sys.argv[2:])
"""


def environ_of(url, folder):
    settings = ("DATABASE_URL", "DEMO", "HOST", "HTTPS", "SECRET_KEY", "TRUSTED_HOSTS")
    inherited = {name: value for name, value in os.environ.items() if name not in settings}
    return {
        **inherited,
        "DATABASE_URL": url,
        "INSTANCE_PATH": str(folder / "instance"),
        "PORT": str(free_port()),
    }


@pytest.fixture
def environ(new_database, tmp_path):
    return environ_of(new_database(), tmp_path)


@pytest.fixture(scope="module")
def server_alone(new_database, migrated_database, tmp_path_factory):
    """Return a server without a worker and its environment."""
    url = new_database(copy_of=migrated_database)
    environ = environ_of(url, tmp_path_factory.mktemp("alone"))
    with started(environ, SERVER_ALONE) as server:
        yield server, environ
        stop(server)
    assert server.returncode == 0


def fill(environ, make):
    """Put into the database of a server what `make` makes."""
    app = create_app(environ)
    migrate(app)
    with app.app_context():
        make()
        db.engine.dispose()


@contextmanager
def started(environ, command=BOTH, cwd=PROJECT, **options):
    """Run the server while the block runs, from its first answer on."""
    server = subprocess.Popen(
        command,
        cwd=cwd,
        env=environ,
        stdout=subprocess.PIPE,
        stderr=subprocess.PIPE,
        text=True,
        start_new_session=True,
        **options,
    )
    try:
        wait_for(lambda: server.poll() is not None or status(environ) == 200)
        yield server
    finally:
        server.terminate()
        server.wait(SECONDS)
        if not server.stdout.closed:
            # A process left behind would hold the pipes open for ever.
            server.communicate(timeout=SECONDS)


def wait_for(condition):
    end = time.monotonic() + SECONDS
    while not condition():
        assert time.monotonic() < end, "waited too long"
        time.sleep(0.05)


def status(environ, path="/healthz"):
    connection = http.client.HTTPConnection("127.0.0.1", int(environ["PORT"]), timeout=SECONDS)
    try:
        connection.request("GET", path, headers={"Connection": "close"})
        return connection.getresponse().status
    except OSError:
        return None
    finally:
        connection.close()


def workers(server):
    """Return the ids of the workers that the server has started."""
    found = subprocess.run(
        ["ps", "--ppid", str(server.pid), "-o", "pid=,args="], capture_output=True, text=True
    )
    return {int(line.split()[0]) for line in found.stdout.splitlines() if "worker" in line}


def has_ended(pid):
    try:
        os.kill(pid, 0)
    except ProcessLookupError:
        return True
    # Ended, and nobody has asked how: here nobody stands in for the system's first process.
    with open(f"/proc/{pid}/stat") as file:
        return file.read().rpartition(")")[2].split()[0] == "Z"


def stop(server, sign=signal.SIGTERM):
    # From a terminal, Ctrl-C goes to the whole group of processes.
    os.killpg(server.pid, sign) if sign == signal.SIGINT else server.send_signal(sign)
    return server.communicate(timeout=SECONDS)


def test_it_serves_with_a_worker_until_ctrl_c(environ):
    with started(environ) as server:
        assert status(environ, "/es/") == 200
        assert status(environ, "/readyz") == 200
        wait_for(lambda: workers(server))
        (worker,) = workers(server)
        output, errors = stop(server, signal.SIGINT)

    assert server.returncode == 0
    assert has_ended(worker)
    assert status(environ) is None
    home = f"http://127.0.0.1:{environ['PORT']}"
    assert output.count(f"coffeecop is at {home}/\n") == 1
    assert len(re.findall(rf"{home}/staff/links/\S+", output)) == 1
    assert "Traceback" not in errors
    assert "ERROR" not in errors


def test_on_a_full_disk_it_is_not_ready_but_pages_are_read_until_there_is_room(server_alone):
    server, environ = server_alone
    _, most = resource.prlimit(server.pid, resource.RLIMIT_FSIZE)

    # No file can be written.
    resource.prlimit(server.pid, resource.RLIMIT_FSIZE, (0, most))
    assert [status(environ, path) for path in ("/readyz", "/healthz", "/")] == [503, 200, 200]

    resource.prlimit(server.pid, resource.RLIMIT_FSIZE, (most, most))
    assert status(environ, "/readyz") == 200


def test_a_worker_that_dies_is_started_again(monkeypatch):
    """With a process that ends at once in the place of the worker."""
    starts, stopping, start = [], Flag(), subprocess.Popen

    def start_another(command, **options):
        starts.append(command)
        if len(starts) == 3:
            stopping.set()
        return start(["true"], **options)

    monkeypatch.setattr(production.subprocess, "Popen", start_another)
    monkeypatch.setattr(production, "SECONDS_BEFORE_RESTART", 0)
    production.supervise_worker(stopping)

    assert [command[-2:] for command in starts] == [["worker", "--until-stdin-closes"]] * 3


def test_the_server_alone_has_no_worker_and_the_link_that_it_printed_opens(server_alone):
    server, environ = server_alone
    first = [server.stdout.readline() for _ in range(3)]
    path = re.search(r"(/staff/links/\S+)", first[-1]).group(1)

    assert first[0].startswith("coffeecop is at ")
    assert status(environ, path) == 200
    assert status(environ, f"{path}x") == 404
    assert workers(server) == set()


@pytest.mark.exhaustive
def test_a_server_that_is_killed_leaves_no_worker_and_no_address_in_use(environ):
    with started(environ) as server:
        wait_for(lambda: workers(server))
        (worker,) = workers(server)

        server.kill()

        wait_for(lambda: has_ended(worker))
        with socket.create_server(("127.0.0.1", int(environ["PORT"]))):
            pass


@pytest.mark.exhaustive
def test_a_restart_behind_a_socket_of_systemd_fails_no_request(environ):
    with socket.create_server(("127.0.0.1", int(environ["PORT"])), backlog=1024) as listener:
        command = [sys.executable, "-c", AS_SYSTEMD, str(listener.fileno()), *SERVER_ALONE]
        options = {"pass_fds": [listener.fileno()]}
        enough = Flag()

        def ask(_client):
            answers = []
            while not enough.is_set():
                answers.append(status(environ))
            return answers

        with ThreadPoolExecutor(4) as clients, started(environ, command, **options) as first:
            load = clients.map(ask, range(4))
            try:
                first.terminate()
                first.wait(SECONDS)
                with started(environ, command, **options):
                    assert status(environ) == 200
                    enough.set()
                    answers = [each for client in load for each in client]
            finally:
                enough.set()

    assert first.returncode == 0
    assert set(answers) == {200}


# What stops a start


def test_a_second_server_does_not_share_the_port_of_the_first_and_says_so():
    with socket.create_server(("127.0.0.1", 0)) as first, pytest.raises(SystemExit) as refusal:
        production.listen(*first.getsockname())

    assert re.search(r"cannot listen at HOST=127.0.0.1 PORT=\d+ ", refusal.value.code)
    assert "Stop what is using that port" in refusal.value.code


def test_a_database_that_cannot_be_prepared_is_a_sentence(environ, tmp_path):
    (tmp_path / "notes.txt").write_text("This is no database. " * 100)
    app = create_app({**environ, "DATABASE_URL": f"sqlite:///{tmp_path / 'notes.txt'}"})

    with pytest.raises(SystemExit) as refusal:
        production.prepare_or_exit(app)
    with app.app_context():
        db.engine.dispose()

    assert refusal.value.code == (
        "coffeecop cannot start. Its database could not be prepared: file is not a database."
    )


@pytest.mark.parametrize("has_key", [True, False], ids=["with a key", "without a key"])
def test_a_full_disk_is_a_sentence(environ, tmp_path, monkeypatch, has_key):
    if has_key:
        (tmp_path / "instance").mkdir()
        (tmp_path / "instance/secret_key").write_text("0" * 64)
    _, most = resource.getrlimit(resource.RLIMIT_FSIZE)
    monkeypatch.setattr(os, "environ", environ)

    resource.setrlimit(resource.RLIMIT_FSIZE, (0, most))
    try:
        with pytest.raises(SystemExit, match=r"^coffeecop cannot start\. .+\Z"):
            production.prepare_or_exit(runpy.run_path(PROJECT / "app.py")["app"])
    finally:
        resource.setrlimit(resource.RLIMIT_FSIZE, (most, most))


def test_what_few_ask_for_is_not_loaded_with_the_app(tmp_path):
    code = "import sys; from coffeecop import create_app; create_app(); print(*sys.modules)"
    environ = {**os.environ, "INSTANCE_PATH": str(tmp_path), "LOG_LEVEL": "WARNING"}
    loaded = subprocess.run(
        [sys.executable, "-c", code], cwd=PROJECT, env=environ, capture_output=True, check=True
    )

    few = {"icalendar", "numpy", "psycopg", "segno", "xlsxwriter"}
    assert few.isdisjoint(loaded.stdout.decode().split())
