"""`doctor`: say what is well, what is not, and what to do."""

import dataclasses
import json

import click
from flask import Flask
from flask.cli import ScriptInfo, pass_script_info

from coffeecop.config import UnsafeSetting
from coffeecop.parts.doctor.checks import examine, summary, worst_level
from coffeecop.parts.findings import Findings, Level, fault, ok

COLOURS = {Level.OK: "green", Level.WARNING: "yellow", Level.FAULT: "red"}


@click.command()
@click.option("--json", "as_json", is_flag=True, help="Print one JSON object instead of lines.")
@pass_script_info
def doctor(info: ScriptInfo, as_json: bool) -> None:
    """Say what is well, what is not, and what to do about it.

    The exit status is 1 if there is a fault. Nothing is changed.
    """
    findings = _find(info)
    if as_json:
        report = {
            "status": worst_level(findings),
            "summary": summary(findings),
            "checks": [dataclasses.asdict(finding) for finding in findings],
        }
        click.echo(json.dumps(report, indent=1))
    else:
        _print(findings)
    if worst_level(findings) is Level.FAULT:
        click.get_current_context().exit(1)


def _find(info: ScriptInfo) -> Findings:
    try:
        app: Flask = info.load_app()
    except (UnsafeSetting, OSError) as problem:
        to_do = "Change it, then ask again: the other checks need it."
        return fault("settings", str(problem), to_do)
    with app.app_context():
        return ok("settings", "All can be used.") + examine()


def _print(findings: Findings) -> None:
    longest = max(len(finding.check) for finding in findings)
    for finding in findings:
        level = click.style(f"{finding.level:7}", fg=COLOURS[finding.level])
        click.echo(f"{level}  {finding.check:{longest}}  {finding.seen}")
        if finding.to_do:
            click.echo(f"{'':{longest + 11}}{finding.to_do}")
    click.echo(summary(findings))
