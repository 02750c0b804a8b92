"""The command `doctor`, as operators and their monitoring read it."""

import json
import os
import runpy
import sys

import pytest

from coffeecop.db import db
from coffeecop.models import Role
from coffeecop.parts.doctor.commands import doctor as command
from coffeecop.parts.findings import fault, ok, warning
from tests.factories import make_staff

pytestmark = pytest.mark.both_databases


@pytest.fixture
def doctor(app):
    def run(*arguments):
        return app.test_cli_runner().invoke(args=["doctor", *arguments])

    return run


@pytest.fixture
def found(monkeypatch):
    return lambda *findings: monkeypatch.setattr(command, "_find", lambda info: sum(findings, []))


def test_it_prints_a_line_for_each_check_and_one_sentence_at_the_end(doctor, found):
    found(ok("disk", "Room."), fault("backup", "None.", "Make one."), warning("mail", "?", "Test."))

    result = doctor()

    lines = [" ".join(line.split()) for line in result.stdout.splitlines()]
    assert lines == [
        "ok disk Room.",
        "fault backup None.",
        "Make one.",
        "warning mail ?",
        "Test.",
        "1 fault and 1 warning in 3 checks.",
    ]


@pytest.mark.parametrize(
    ("findings", "status"),
    [
        ([ok("disk", "Room.")], 0),
        ([warning("mail", "?", "Test.")], 0),
        ([fault("backup", "None.", "Make one."), ok("disk", "Room.")], 1),
    ],
)
def test_a_fault_alone_makes_the_exit_status_1(doctor, found, findings, status):
    found(*findings)

    assert doctor().exit_code == doctor("--json").exit_code == status


def test_monitoring_reads_json(doctor, found):
    found(ok("disk", "Room."), warning("mail", "?", "Test."))

    report = json.loads(doctor("--json").stdout)

    assert (report["status"], report["summary"]) == ("warning", "1 warning in 2 checks.")
    untested = {"check": "mail", "level": "warning", "seen": "?", "to_do": "Test."}
    assert report["checks"][1] == untested


def test_all_checks_run_and_change_nothing(doctor):
    make_staff(Role.COMPLAINTS)

    report = json.loads(doctor("--json").stdout)

    checks = {each["check"]: each["level"] for each in report["checks"]}
    assert checks["database"] == checks["migrations"] == checks["complaints role"] == "ok"
    assert checks["worker"] == "fault"
    assert not db.session.new


def test_a_new_installation_on_a_laptop_has_nothing_to_mend(fresh_app):
    result = fresh_app.test_cli_runner().invoke(args=["doctor", "--json"])

    levels = {each["check"]: each["level"] for each in json.loads(result.stdout)["checks"]}
    assert set(levels.values()) == {"ok"}


def test_python_m_coffeecop_doctor_reports_unsafe_settings_without_a_traceback(
    tmp_path, monkeypatch, capsys
):
    monkeypatch.setattr(os, "environ", {"INSTANCE_PATH": str(tmp_path), "HOST": "0.0.0.0"})
    monkeypatch.setattr(sys, "argv", ["coffeecop", "doctor", "--json"])

    with pytest.raises(SystemExit) as end:
        runpy.run_module("coffeecop", run_name="__main__")

    output, errors = capsys.readouterr()
    assert (end.value.code, errors) == (1, "")
    (finding,) = json.loads(output)["checks"]
    assert (finding["check"], finding["level"]) == ("settings", "fault")
    assert "TRUSTED_HOSTS" in finding["seen"]
