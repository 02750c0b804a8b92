"""The container file by a linter and by its steps in a folder; the compose file by its keys."""

import json
import re
import shlex
import shutil
import subprocess
import sys
from pathlib import Path
from typing import NamedTuple

import pytest
import yaml

from coffeecop.config import PROJECT
from tests.deploy.stubs import calls, make_stubs
from tests.mail.server import free_port
from tests.server.test_startup import started

FILE = PROJECT / "deploy/Containerfile"
COMPOSE = yaml.safe_load((PROJECT / "deploy/compose.yaml").read_text())
PLACES = re.compile(r"/(?:opt|var/lib|var/backups)/coffeecop")


class Image(NamedTuple):
    """What the container file makes, and how it is started."""

    workdir: Path
    environ: dict[str, str]
    # What each of the other instructions says.
    said: dict[str, str]


def instructions():
    """Return the instructions of the container file, each with what follows it."""
    text = re.sub(r"^#.*\n", "", FILE.read_text(), flags=re.MULTILINE)
    lines = text.replace("\\\n", " ").splitlines()
    return [line.split(maxsplit=1) for line in lines if line.strip()]


@pytest.fixture(scope="module")
def image(tmp_path_factory):
    """The steps of the container file, carried out in a plain folder.

    The packages are those of the tests, which `make test` installed from the same lock: pip checks
    that nothing is missing.
    """
    folder = tmp_path_factory.mktemp("container")
    environ = make_stubs(folder / "stubs", ["useradd"]) | {"PIP_DRY_RUN": "1"}
    workdir, said = folder, {}
    for name, rest in instructions():
        inside = PLACES.sub(rf"{folder}\g<0>", rest)
        if name == "RUN":
            subprocess.run(["sh", "-euc", inside], cwd=workdir, env=environ, check=True)
        elif name == "COPY":
            copy(*shlex.split(inside), into=workdir)
        elif name == "WORKDIR":
            workdir = Path(inside)
            workdir.mkdir(parents=True)
        elif name == "ENV":
            environ |= dict(pair.split("=", 1) for pair in shlex.split(inside))
        else:
            said[name] = inside
    return Image(workdir, environ, said)


def copy(*paths, into):
    *sources, target = paths
    for source in sources:
        if (PROJECT / source).is_dir():
            built = shutil.ignore_patterns("__pycache__", "*.mo")
            shutil.copytree(PROJECT / source, into / target, ignore=built)
        else:
            shutil.copy(PROJECT / source, into / target)


def command(rest):
    """Return the command in the JSON form of an instruction, with this Python."""
    _, *arguments = json.loads(rest[rest.index("[") :])
    return [sys.executable, *arguments]


def test_the_linter_finds_nothing():
    hadolint = Path(sys.executable).with_name("hadolint")
    linted = subprocess.run([hadolint, FILE], capture_output=True, text=True)

    assert (linted.returncode, linted.stdout) == (0, "")


@pytest.mark.exhaustive
def test_the_steps_make_a_server_that_is_healthy(image):
    environ = {**image.environ, "HOST": "127.0.0.1", "PORT": str(free_port())}
    check = image.said["HEALTHCHECK"].replace("8000", environ["PORT"])
    with started(environ, command(image.said["CMD"]), cwd=image.workdir):
        healthy = subprocess.run(command(check), env=environ)
        served = sorted(Path(environ["INSTANCE_PATH"]).iterdir())
    down = subprocess.run(command(check), env=environ, capture_output=True)

    assert healthy.returncode == 0
    assert down.returncode == 1
    assert "coffeecop.sqlite3" in [file.name for file in served]


@pytest.mark.exhaustive
def test_the_image_has_all_that_the_server_would_write_but_its_data(image):
    """It runs with a file system that nobody can write."""
    assert list(image.workdir.glob("translations/*/LC_MESSAGES/*.mo"))
    assert list(image.workdir.glob("coffeecop/server/__pycache__/production.*.pyc"))


@pytest.mark.exhaustive
def test_it_runs_as_an_account_of_its_own_that_owns_its_volumes(image):
    (added,) = [line for line in calls(image.environ) if line.startswith("useradd")]
    assert f"--uid {image.said['USER']}" in added
    for volume in json.loads(image.said["VOLUME"]):
        assert Path(volume).stat().st_mode & 0o777 == 0o700


def test_packages_are_installed_with_hashes():
    (install,) = [rest for name, rest in instructions() if "pip install" in rest]

    assert "for lock in requirements.lock requirements-backups.lock coffeecop/parts/" in install
    assert 'pip install --require-hashes -r "$lock" || exit 1' in install


def test_compose_runs_the_server_and_the_worker_from_one_image_and_one_volume():
    web, worker = COMPOSE["services"]["web"], COMPOSE["services"]["worker"]

    assert web["build"] == worker["build"]
    assert web["volumes"] == worker["volumes"]
    assert web["environment"] == worker["environment"]
    built = FILE.parent / web["build"]["context"] / web["build"]["dockerfile"]
    assert built.resolve() == FILE
    assert worker["command"][1:] == ["-m", "coffeecop", "worker"]
    for service in (web, worker):
        assert service["read_only"]
        assert service["cap_drop"] == ["ALL"]
        assert {volume.partition(":")[0] for volume in service["volumes"]} <= set(
            COMPOSE["volumes"]
        )


def test_compose_is_reached_by_the_proxy_alone_and_uses_sqlite_unless_asked_for_postgresql():
    always = {name for name, each in COMPOSE["services"].items() if "profiles" not in each}

    assert COMPOSE["services"]["web"]["ports"] == ["127.0.0.1:8000:8000"]
    assert "ports" not in COMPOSE["services"]["postgresql"]
    assert always == {"web", "worker"}
    assert COMPOSE["services"]["postgresql"]["profiles"] == ["postgresql"]
