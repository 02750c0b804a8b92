"""`make` as root installs what is missing on the machine, and leaves what is there as it is."""

import shutil
import subprocess

from coffeecop.config import PROJECT
from tests.deploy.stubs import NOTE

ROOT = "#!/bin/sh\necho 0\n"


def test_only_programs_that_are_missing_are_installed_and_nothing_is_upgraded(tmp_path):
    there = ["nginx", "caddy", "logrotate", "systemd-analyze", "openssl"]
    there += ["age", "sshd", "ssh-keygen", "cloud-init", "pgbouncer", "redis-server"]
    stubs = {"id": ROOT, **dict.fromkeys(("apt-get", *there), NOTE)}
    for name, text in stubs.items():
        (tmp_path / name).write_text(text)
        (tmp_path / name).chmod(0o755)
    (tmp_path / "basename").symlink_to(shutil.which("basename"))
    calls = tmp_path / "calls"
    environ = {"PATH": str(tmp_path), "CALLS": str(calls)}
    make = [shutil.which("make"), "-C", PROJECT, "deploy-tools"]

    subprocess.run(make, env=environ, check=True, capture_output=True)
    assert calls.read_text().splitlines() == [
        "apt-get -q update",
        "apt-get -q install -y --no-install-recommends --no-upgrade"
        " curl python3-moto python3-flask-cors",
    ]

    calls.unlink()
    for name in ("curl", "moto_server"):
        (tmp_path / name).symlink_to(tmp_path / "openssl")
    subprocess.run(make, env=environ, check=True, capture_output=True)
    assert not calls.exists()
