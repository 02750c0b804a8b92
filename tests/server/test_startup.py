"""`python app.py`: the production server starts, tells where it is, and stops when asked."""

import http.client
import os
import re
import signal
import socket
import subprocess
import sys
import time
from contextlib import contextmanager

import pytest

from coffeecop.config import PROJECT
from coffeecop.server.production import SECONDS_TO_FINISH, greeting

SECONDS = 30


@pytest.fixture
def environ(new_database, tmp_path):
    settings = ("DATABASE_URL", "DEMO", "HOST", "HTTPS", "SECRET_KEY", "TRUSTED_HOSTS", "WORKERS")
    inherited = {name: value for name, value in os.environ.items() if name not in settings}
    return {
        **inherited,
        "DATABASE_URL": new_database(),
        "INSTANCE_PATH": str(tmp_path / "instance"),
        "PORT": str(free_port()),
    }


def free_port():
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        return probe.getsockname()[1]


@contextmanager
def started(environ, **settings):
    """Run the server while the block runs, from its first answer on."""
    server = subprocess.Popen(
        [sys.executable, "app.py"],
        cwd=PROJECT,
        env={**environ, **settings},
        stdout=subprocess.PIPE,
        stderr=subprocess.PIPE,
        text=True,
        start_new_session=True,
    )
    try:
        wait_for(lambda: server.poll() is not None or status(environ) == 200)
        yield server
    finally:
        # Not killed at once: its workers would live on.
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
        connection.request("GET", path)
        return connection.getresponse().status
    except OSError:
        return None
    finally:
        connection.close()


def children(server):
    """Return the processes that the server started, as Linux knows them."""
    found = subprocess.run(
        ["ps", "--ppid", str(server.pid), "-o", "pid=,args="], capture_output=True, text=True
    )
    return {int(line.split()[0]) for line in found.stdout.splitlines() if "app.py" in line}


def stop(server, sign=signal.SIGTERM):
    # From a terminal, Ctrl-C goes to the whole group of processes.
    os.killpg(server.pid, sign) if sign == signal.SIGINT else server.send_signal(sign)
    return server.communicate(timeout=SECONDS_TO_FINISH / 2)


@pytest.mark.parametrize("workers", ["1", "2"])
@pytest.mark.parametrize("sign", [signal.SIGTERM, signal.SIGINT], ids=["SIGTERM", "Ctrl-C"])
def test_it_serves_and_stops_cleanly(environ, workers, sign):
    with started(environ, WORKERS=workers, DEMO="1") as server:
        assert status(environ, "/") == 200
        assert status(environ, "/es/") == 200
        assert status(environ, "/readyz") == 200
        workers_seen = children(server)
        output, errors = stop(server, sign)

    assert server.returncode == 0
    assert status(environ) is None
    assert len(workers_seen) >= int(workers)
    home = f"http://127.0.0.1:{environ['PORT']}"
    assert output.count(f"coffeecop is at {home}/\n") == 1
    assert len(re.findall(rf"{home}/staff/links/\S+", output)) == 1
    assert "Traceback" not in errors
    assert "WARNING" not in errors


def test_a_link_that_was_printed_opens(environ):
    with started(environ) as server:
        first = [server.stdout.readline() for _ in range(3)]
        path = re.search(r"(/staff/links/\S+)", first[-1]).group(1)

        assert status(environ, path) == 200
        assert status(environ, f"{path}x") == 404


def test_a_taken_port_is_a_sentence(environ):
    with socket.socket() as other:
        other.bind(("127.0.0.1", int(environ["PORT"])))
        other.listen()
        refused = subprocess.run(
            [sys.executable, "app.py"], cwd=PROJECT, env=environ, capture_output=True, text=True
        )

    assert refused.returncode == 1
    assert f"It cannot listen at HOST=127.0.0.1 PORT={environ['PORT']}" in refused.stderr
    assert refused.stderr.count("\n") == 1
    assert refused.stdout == ""


def test_a_database_that_cannot_be_prepared_stops_the_start(environ, tmp_path):
    (tmp_path / "notes.txt").write_text("This is no database. " * 100)
    environ["DATABASE_URL"] = f"sqlite:///{tmp_path / 'notes.txt'}"

    refused = subprocess.run(
        [sys.executable, "app.py"], cwd=PROJECT, env=environ, capture_output=True, text=True
    )

    assert refused.returncode == 1
    assert refused.stderr.endswith("could not be prepared; the reason is above.\n")
    assert "file is not a database" in refused.stderr
    assert refused.stdout == ""


def test_a_second_server_does_not_share_the_port_of_the_first(environ):
    with started(environ) as server:
        second = subprocess.run(
            [sys.executable, "app.py"], cwd=PROJECT, env=environ, capture_output=True, text=True
        )
        assert server.poll() is None

    assert second.returncode == 1
    assert "Stop what is using that port" in second.stderr


def test_a_worker_that_dies_is_replaced(environ):
    with started(environ) as server:
        (worker,) = {pid for pid in children(server) if serves(pid, environ)}
        os.kill(worker, signal.SIGKILL)

        wait_for(lambda: worker not in children(server) and status(environ) == 200)
        stop(server)

    assert server.returncode == 0


def serves(pid, environ):
    """Tell a worker from a helper process: it holds the listening socket."""
    port = f"{int(environ['PORT']):04X}"
    with open(f"/proc/{pid}/net/tcp") as table:
        inodes = {line.split()[9] for line in table if line.split()[1].endswith(f":{port}")}
    sockets = set()
    for entry in os.scandir(f"/proc/{pid}/fd"):
        match = re.fullmatch(r"socket:\[(\d+)\]", os.readlink(entry.path))
        sockets.add(match and match.group(1))
    return bool(inodes & sockets)


@pytest.mark.parametrize(
    ("config", "home"),
    [
        ({}, "http://127.0.0.1:8000"),
        ({"HOST": "localhost"}, "http://localhost:8000"),
        ({"HOST": "::1"}, "http://[::1]:8000"),
        ({"HOST": "0.0.0.0"}, "http://localhost:8000"),
        ({"HOST": "::", "TRUSTED_HOSTS": ["coffee.localhost"]}, "http://coffee.localhost:8000"),
        ({"HTTPS": True, "TRUSTED_HOSTS": ["coffee.example.gov"]}, "https://coffee.example.gov"),
    ],
)
def test_the_address_is_one_that_can_be_opened(config, home):
    defaults = {"HOST": "127.0.0.1", "PORT": 8000, "HTTPS": False, "TRUSTED_HOSTS": ["localhost"]}

    words = greeting({**defaults, **config}, "TOKEN")

    assert words.splitlines()[0] == f"coffeecop is at {home}/"
    assert words.splitlines()[-1].strip() == f"{home}/staff/links/TOKEN"
    assert "links" not in greeting({**defaults, **config}, None)


def test_what_few_ask_for_is_not_loaded_with_the_app(tmp_path):
    code = "import sys; from coffeecop import create_app; create_app(); print(*sys.modules)"
    environ = {**os.environ, "INSTANCE_PATH": str(tmp_path), "LOG_LEVEL": "WARNING"}
    loaded = subprocess.run(
        [sys.executable, "-c", code], cwd=PROJECT, env=environ, capture_output=True, check=True
    )

    assert {"alembic", "numpy", "segno", "icalendar"}.isdisjoint(loaded.stdout.decode().split())
