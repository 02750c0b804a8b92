"""An installation as docs/operating.md makes it, in a folder that stands for the machine."""

import os
import re
import signal
import subprocess
import sys
from contextlib import contextmanager, suppress

from coffeecop.config import PROJECT
from tests.deploy.proxies import NAME
from tests.deploy.stubs import RUNUSER, make_stubs
from tests.mail.server import free_port
from tests.server.test_startup import SECONDS, status, wait_for

# What Python loads first: it stands in for the DNS.
NAMES = PROJECT / "tests/deploy/names"


class Installation:
    def __init__(self, place):
        self.port = free_port()
        self.instance = place / "var/lib/coffeecop"
        self.backups = place / "var/backups/coffeecop"
        self.backups.mkdir(parents=True)
        self.journal = place / "journal"
        self.settings = place / "etc/coffeecop.env"
        self.settings.parent.mkdir()
        self.script = place / "coffeecop"
        here = {
            "/etc/": f"{place}/etc/",
            "/var/lib/": f"{place}/var/lib/",
            "/opt/coffeecop": str(PROJECT),
            ".venv/bin/python": sys.executable,
        }
        for shipped, file, mode in (
            ("coffeecop.env.example", self.settings, 0o600),
            ("coffeecop.sh", self.script, 0o755),
        ):
            text = (PROJECT / "deploy" / shipped).read_text()
            file.write_text(
                re.sub("|".join(map(re.escape, here)), lambda found: here[found[0]], text)
            )
            file.chmod(mode)
        # As a service has it: nothing of what the tests run with.
        stubs = make_stubs(place / "stubs", [], runuser=RUNUSER)
        self.environ = {name: stubs[name] for name in ("PATH", "CALLS")}
        self.set(PORT=self.port)

    def set(self, **settings):
        with self.settings.open("a") as file:
            file.writelines(f"{name}='{value}'\n" for name, value in settings.items())

    def stand_behind(self, proxy):
        """Let commands find the proxy by its public name."""
        ports = f"80={proxy.http},443={proxy.https}"
        self.environ |= {"PYTHONPATH": str(NAMES), "LOCAL_NAME": NAME, "LOCAL_PORTS": ports}

    def run(self, *command, may_fail=False, typed=None, **environ):
        """Run a command as its operator does, and return what it printed."""
        ran = subprocess.run(
            [self.script, *command],
            env=self.environ | environ,
            input=typed,
            # Without a terminal it reads what is typed from the standard input.
            start_new_session=True,
            capture_output=True,
            text=True,
            timeout=SECONDS * 2,
        )
        printed = f"{command}\n{ran.stdout}\n{ran.stderr}"
        assert may_fail or ran.returncode == 0, printed
        return ran.stdout

    @contextmanager
    def running(self):
        """Run the pages and the worker while the block runs, as systemd does."""
        services = []
        try:
            for name in ("serve", "worker"):
                services.append(self._start(name))
            wait_for(lambda: self._has_ended(services) or self._is_ready())
            assert not self._has_ended(services), self.journal.read_text()
            yield
        finally:
            stop(services)

    def _start(self, name):
        with self.journal.open("a") as journal:
            return subprocess.Popen(
                [self.script, name],
                env=self.environ,
                stdout=journal,
                stderr=journal,
                start_new_session=True,
            )

    def _is_ready(self):
        return status({"PORT": self.port}, "/readyz") == 200

    def _has_ended(self, services):
        return any(service.poll() is not None for service in services)

    def newest_backup(self):
        return max(self.backups.iterdir())


def stop(services):
    """Ask them to stop, and kill what has not after a while."""
    for service in services:
        service.terminate()
    try:
        for service in services:
            service.wait(SECONDS)
    finally:
        for service in services:
            with suppress(ProcessLookupError):
                os.killpg(service.pid, signal.SIGKILL)
            service.wait()
