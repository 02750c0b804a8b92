"""Checks of the server: what operators ask of a whole installation, and what was changed in it."""

from typing import Any

from flask_babel import lazy_gettext as _l

from coffeecop.parts import Part
from coffeecop.parts.doctor.checks import findings_for
from coffeecop.parts.doctor.commands.doctor import doctor
from coffeecop.parts.doctor.commands.verify import verify
from coffeecop.parts.doctor.probe import bp
from coffeecop.parts.hooks import CommandWithoutApp, Examiner
from coffeecop.parts.links import Section, Spot

TITLE = _l("Checks of the server")

bp.cli.add_command(doctor)
bp.cli.add_command(verify)


def section() -> dict[str, Any]:
    return {"checks_title": TITLE}


PART = Part(
    name="doctor",
    title=TITLE,
    purpose=_l("Commands: what is wrong with the server, and what was changed by hand in the data"),
    starts_on=True,
    blueprints=[bp],
    links=[
        CommandWithoutApp(doctor),
        Examiner(findings_for),
        Section(Spot.INSTALLATION, "doctor/installation.html", section),
    ],
)
