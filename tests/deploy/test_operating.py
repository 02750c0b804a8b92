"""Every command of docs/operating.md, in order, in a folder that stands for an empty machine."""

import os
import re
import shutil
import subprocess
import sys
from pathlib import Path

import pytest
import yaml
from click import Group
from pyrage import x25519

from coffeecop import create_app
from coffeecop.config import PROJECT
from tests.deploy.programs import other_disk, program
from tests.deploy.stubs import RUNUSER, calls, make_stubs
from tests.fixtures import running_postgresql
from tests.mail.server import free_port

TEXT = (PROJECT / "docs/operating.md").read_text()
BLOCKS = re.findall(r"^```sh\n(.*?)^```$", TEXT, re.MULTILINE | re.DOTALL)
CLOUD_FILE = "deploy/cloud-init.yaml"
CLOUD_INIT = yaml.safe_load((PROJECT / CLOUD_FILE).read_text())
NAME = "coffee.police.test"
ADDRESS = "127.0.0.1:8000"
POSTGRESQL = "postgresql:///coffeecop?host=/run/postgresql"
# Folders of the machine, wherever a command or a file in deploy/ names them.
FOLDERS = re.compile(r"(?<![\w.])/(?=(?:etc|opt|usr/local|var/backups|var/lib|var/log)/)")
# What Debian's packages bring.
MADE_BY_PACKAGES = (
    "etc/caddy etc/cron.d etc/logrotate.d etc/nginx/sites-enabled etc/systemd/system opt run "
    "usr/local/bin var/backups var/lib"
)
NOTED = (
    "apt-get az caddy certbot createdb createuser docker doctl nginx systemd-analyze ufw useradd"
)
SYSTEMCTL = f"""#!/bin/sh
echo "systemctl $*" >> "$CALLS"
exec {sys.executable} {PROJECT}/tests/deploy/systemctl.py "$@"
"""
JOURNALCTL = """#!/bin/sh
echo "journalctl $*" >> "$CALLS"
cat "$PLACE/run/journal"
"""
# Here is no proxy with TLS, no mail server and nobody with a second factor, and these say so.
MAY_FIND_FAULTS = ("coffeecop doctor", "coffeecop mail test", "coffeecop staff second-factor")


class Machine:
    """A folder with what a new Debian has, as far as coffeecop touches it."""

    def __init__(self, place, elsewhere):
        self.place, self.key = place, x25519.Identity.generate()
        for folder in MADE_BY_PACKAGES.split():
            (place / folder).mkdir(parents=True)
        self.changes = {ADDRESS: f"127.0.0.1:{free_port()}", "/mnt/backups": str(elsewhere)}
        stubs = {"systemctl": SYSTEMCTL, "journalctl": JOURNALCTL, "runuser": RUNUSER}
        self.environ = make_stubs(place / "stubs", NOTED.split(), **stubs) | {
            "NAME": NAME,
            "REPOSITORY": str(place / "repository"),
            "PLACE": str(place),
            "KEY": str(self.key.to_public()),
            "PORT": self.changes[ADDRESS].rpartition(":")[2],
            # The packages are those of the tests; pip checks that none is missing.
            "PIP_DRY_RUN": "1",
        }
        self.environ["PATH"] = f"{place}/usr/local/bin:{self.environ['PATH']}:/usr/sbin"
        for name in ("DATABASE_URL", "INSTANCE_PATH", "SECRET_KEY", "MAKEFLAGS", "MAKELEVEL"):
            self.environ.pop(name, None)
        self.make_repository()

    def here(self, text):
        """Return a text with this machine's places in the place of the real ones."""
        for real, ours in self.changes.items():
            text = text.replace(real, ours)
        return FOLDERS.sub(f"{self.place}/", text)

    def make_repository(self):
        """Commit what lies in the project's folder, with the tests' own environment as .venv."""
        repository = self.place / "repository"
        listed = self.git(
            "ls-files", "-z", "--cached", "--others", "--exclude-standard", at=PROJECT
        )
        for name in filter(None, listed.split("\0")):
            (repository / name).parent.mkdir(parents=True, exist_ok=True)
            if (PROJECT / name).is_file():
                shutil.copy(PROJECT / name, repository / name)
        for file in filter(Path.is_file, repository.glob("deploy/**/*")):
            file.write_text(self.here(file.read_text()))
        (repository / ".venv").mkdir()
        for name in ("bin", "lib", "pyvenv.cfg"):
            (repository / ".venv" / name).symlink_to(Path(sys.prefix) / name)
        self.git("init", "--quiet")
        self.git("add", "--force", ".venv")
        self.commit("A release")

    def commit(self, subject):
        self.git("add", "--all")
        author = ["-c", "user.name=A tester", "-c", "user.email=tester@example.org"]
        self.git(*author, "commit", "--quiet", "--allow-empty", "-m", subject)

    def git(self, *arguments, at=None):
        command = [program("git"), "-C", at or self.place / "repository", *arguments]
        return subprocess.run(command, capture_output=True, text=True, check=True).stdout

    def run(self, block):
        """Run a block as a shell does that stops at the first fault."""
        return subprocess.run(
            ["sh", "-euc", self.here(block)],
            cwd=self.place,
            env=self.environ,
            # What is asked for; without a terminal it is read from here.
            input=f"{self.key}\n",
            start_new_session=True,
            capture_output=True,
            text=True,
        )

    def read(self, path):
        return (self.place / path).read_text()


@pytest.fixture(scope="module")
def machine(tmp_path_factory):
    with other_disk() as elsewhere:
        machine = Machine(tmp_path_factory.mktemp("machine"), elsewhere)
        yield machine
        machine.run("systemctl stop coffeecop")


@pytest.fixture(scope="module")
def outputs(machine, tmp_path_factory):
    """What each block printed, by the block. All have run, in the order of the document."""
    with running_postgresql(tmp_path_factory.mktemp("runtime")) as server:
        server.psql("CREATE DATABASE coffeecop")
        machine.changes[POSTGRESQL] = server.get_uri("coffeecop")
        printed = {}
        for block in BLOCKS:
            if "git -C" in block:
                machine.commit("The next release")
            ran = machine.run(block)
            expected = (0, 1) if block.startswith(MAY_FIND_FAULTS) else (0,)
            assert ran.returncode in expected, f"{block}\n{ran.stdout}\n{ran.stderr}"
            printed[block] = ran.stdout
        yield printed


def output(outputs, words):
    (printed,) = [printed for block, printed in outputs.items() if words in block]
    return printed


@pytest.mark.exhaustive
def test_every_command_runs_and_leaves_the_departments_service(outputs, machine):
    """The others are tried with a block of the document each, and stop the fixture."""
    assert len(outputs) == len(BLOCKS)
    assert output(outputs, "/readyz") == "ok\nready\n"
    assert f"https://{NAME}/staff/links/" in output(outputs, "--grep /staff/links/")
    assert f"\nTRUSTED_HOSTS={NAME}\n" in machine.read("etc/coffeecop.env")
    assert machine.place.joinpath("etc/coffeecop.env").stat().st_mode & 0o777 == 0o600
    assert machine.place.joinpath("etc/systemd/system/coffeecop-backup.timer").exists()
    for file in ("etc/nginx/sites-enabled/coffeecop", "etc/caddy/Caddyfile"):
        assert NAME in machine.read(file)
        assert "coffee.example.gov" not in re.sub(r"^#.*", "", machine.read(file), flags=re.M)
    # The upgrade brought the next release and started it.
    upgraded = machine.git("log", "-1", "--format=%s", at=machine.place / "opt/coffeecop")
    assert upgraded == "The next release\n"
    assert "systemctl restart coffeecop coffeecop-worker" in calls(machine.environ)


@pytest.mark.exhaustive
def test_a_command_runs_with_the_settings_and_the_account_of_the_services(outputs, machine):
    asked = machine.run("coffeecop staff link nobody@example.org")

    assert asked.stderr == "Error: nobody@example.org is not among the staff.\n"
    assert calls(machine.environ)[-1].startswith("runuser -u coffeecop -- ")


@pytest.mark.exhaustive
def test_the_line_of_cron_makes_a_backup(outputs, machine):
    *when, account, command = machine.read("etc/cron.d/coffeecop").split(maxsplit=6)
    assert (len(when), account) == (5, "root")
    before = backups_of(machine)
    assert machine.run(command).returncode == 0
    (made,) = backups_of(machine) - before
    # In the second place is no other.
    assert os.listdir(machine.changes["/mnt/backups"]) == [made]


def backups_of(machine):
    return set(os.listdir(machine.place / "var/backups/coffeecop"))


@pytest.mark.exhaustive
def test_a_machine_of_a_cloud_comes_up_by_itself(tmp_path, tmp_path_factory):
    """What cloud-init runs is one script of sh."""
    commands = [str(command) for command in CLOUD_INIT["runcmd"]]
    machine = Machine(tmp_path / "machine", tmp_path)
    script = "\n".join(commands).replace("https://example.gov/coffeecop.git", "$REPOSITORY")
    try:
        ran = machine.run(script)
        assert ran.returncode == 0, ran.stderr
        assert machine.run("curl --fail http://127.0.0.1:8000/readyz").stdout == "ready\n"
    finally:
        machine.run("systemctl stop coffeecop")


def test_cloud_init_takes_its_file_and_does_what_the_document_does_by_hand():
    command = [program("cloud-init"), "schema", "--config-file", PROJECT / CLOUD_FILE]
    checked = subprocess.run(command, capture_output=True, text=True)
    assert checked.returncode == 0, checked.stderr
    by_hand = [line for block in BLOCKS for line in block.splitlines()]
    installed = " ".join(line for line in by_hand if line.startswith("apt-get install"))

    assert set(CLOUD_INIT["packages"]) <= set(installed.split())
    first, names, *commands = CLOUD_INIT["runcmd"]
    assert (first, names.split("=")[0]) == ("set -eu", "export NAME")
    places = [by_hand.index(command) for command in commands]
    assert places == sorted(places)


def test_a_shell_can_read_the_commands_and_coffeecop_has_its_own(tmp_path):
    commands = "".join(BLOCKS)
    read = subprocess.run(["sh", "-n"], input=commands, capture_output=True, text=True)
    named = re.findall(r"^coffeecop ([a-z-]+)(?: ([a-z-]+)$| ([a-z-]+) )?", commands, re.MULTILINE)

    assert (read.returncode, read.stderr) == (0, "")
    assert len(named) > 8
    known = create_app({"INSTANCE_PATH": str(tmp_path)}).cli.commands
    for name, *parts in named:
        command = known[name]
        if isinstance(command, Group):
            assert set(filter(None, parts)) <= command.commands.keys()


def test_the_document_has_no_command_outside_of_what_is_run():
    fenced = re.findall(r"^ *```(\w*)$", TEXT, re.MULTILINE)

    assert set(fenced) == {"sh", "", "powershell"}
    assert fenced.count("sh") == len(BLOCKS)
