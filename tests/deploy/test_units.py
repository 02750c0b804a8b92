"""The units of systemd: their syntax, what they may do, and the commands that they start."""

import re
import subprocess
import sys

import pytest
from flask import url_for

from coffeecop.config import PROJECT, UPLOAD
from tests.deploy.programs import program

pytestmark = pytest.mark.slow

UNITS = PROJECT / "deploy/systemd"
SERVICES = sorted(UNITS.glob("*.service"))


def test_systemd_finds_no_fault(tmp_path):
    # For a coffeecop that is installed here.
    for unit in UNITS.iterdir():
        text = unit.read_text().replace("/opt/coffeecop/.venv/bin/python", sys.executable)
        (tmp_path / unit.name).write_text(text.replace("/opt/coffeecop", str(PROJECT)))
    command = [program("systemd-analyze"), "verify", "--man=no", *sorted(tmp_path.iterdir())]
    verified = subprocess.run(command, capture_output=True, text=True)

    assert (verified.returncode, verified.stdout, verified.stderr) == (0, "", "")


@pytest.mark.parametrize("service", SERVICES, ids=lambda file: file.stem)
def test_a_service_may_do_little(service):
    """An exposure of 3.0 at most, of 10; a bare service has 9.6."""
    analyze = [program("systemd-analyze"), "security", "--offline=true", "--no-pager"]
    rated = subprocess.run(
        [*analyze, "--threshold=30", service], capture_output=True, text=True, encoding="utf-8"
    )

    assert rated.returncode == 0, rated.stdout


@pytest.mark.parametrize("service", SERVICES, ids=lambda file: file.stem)
def test_a_service_may_write_its_own_data_and_nothing_else(service):
    text = service.read_text()

    assert "ProtectSystem=strict" in text
    assert re.findall(r"^StateDirectory=(.*)", text, re.MULTILINE) == ["coffeecop"]
    backups = "/var/backups/coffeecop -/mnt/backups" if service.stem == "coffeecop-backup" else ""
    assert "".join(re.findall(r"^ReadWritePaths=(.*)", text, re.MULTILINE)) == backups


def test_the_address_is_that_of_the_proxies():
    address = "127.0.0.1:8000"

    assert f"ListenStream={address}\n" in (UNITS / "coffeecop.socket").read_text()
    assert f"proxy_pass http://{address};" in (PROJECT / "deploy/nginx.conf").read_text()
    assert f"reverse_proxy {address}\n" in (PROJECT / "deploy/Caddyfile").read_text()


def test_files_may_be_large_at_the_same_paths_for_the_server_and_the_proxies(app):
    with app.test_request_context():
        assert UPLOAD.fullmatch(url_for("staff_matters.say", matter_id=12))

    for proxy in ("nginx.conf", "Caddyfile"):
        assert f" ^{UPLOAD.pattern}$" in (PROJECT / "deploy" / proxy).read_text()


def test_logrotate_reads_its_file(tmp_path):
    text = (PROJECT / "deploy/logrotate").read_text()
    file = tmp_path / "logrotate"
    file.write_text(text.replace("/var/log/coffeecop", str(tmp_path)))
    # It refuses a file that others may write.
    file.chmod(0o644)
    (tmp_path / "coffeecop.log").write_text("{}\n")

    command = [program("logrotate"), "--force", "--state", tmp_path / "state", file]
    rotated = subprocess.run(command, capture_output=True, text=True)

    assert (rotated.returncode, rotated.stderr) == (0, "")
    assert (tmp_path / "coffeecop.log").read_text() == ""
    assert (tmp_path / "coffeecop.log.1").read_text() == "{}\n"
