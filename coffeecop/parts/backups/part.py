"""Backups of everything, on this machine and elsewhere; restores, moves and exports."""

from flask import current_app
from flask_babel import lazy_gettext as _l

from coffeecop.parts import Part
from coffeecop.parts.backups.commands.command_line import COMMANDS
from coffeecop.parts.backups.operations import remove_remains
from coffeecop.parts.backups.settings import PlaceSetting, set_up
from coffeecop.parts.backups.views import bp, has_key, section
from coffeecop.parts.hooks import BackupProgram, Hook, When
from coffeecop.parts.links import Section, Spot

# How a whole database is read, written and compared is the same for a backup, a move and an export.
MOST_LINES = 1_450

bp.record(set_up)
for command in COMMANDS:
    bp.cli.add_command(command)


def place() -> str | None:
    setting: PlaceSetting | None = current_app.config["BACKUP_PLACE"]
    return setting.shown if setting else None


PART = Part(
    name="backups",
    title=_l("Backups"),
    purpose=_l("Back up and restore everything, or move it to another database"),
    starts_on=True,
    blueprints=[bp],
    links=[
        BackupProgram(has_key, place),
        Hook(When.CLEANED, remove_remains),
        Section(Spot.INSTALLATION, "backups/settings.html", section),
    ],
)
