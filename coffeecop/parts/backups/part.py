"""Backups of everything, on this machine and elsewhere; restores, moves and exports."""

from typing import Any

from flask_babel import lazy_gettext as _l

from coffeecop.parts import Part
from coffeecop.parts.backups.checks import check_backup, check_copies
from coffeecop.parts.backups.commands.command_line import COMMANDS
from coffeecop.parts.backups.labels import backup_line
from coffeecop.parts.backups.operations import remove_remains
from coffeecop.parts.backups.settings import has_key, set_up, shown_place
from coffeecop.parts.backups.views import bp
from coffeecop.parts.hooks import BackupProgram, Hook, ServerCheck, When
from coffeecop.parts.links import Section, Spot

# How a whole database is read, written and compared is the same for a backup, a move and an export.
MOST_LINES = 1_492

bp.record(set_up)
for command in COMMANDS:
    bp.cli.add_command(command)


def section() -> dict[str, Any]:
    return {"has_key": has_key(), "backup_line": backup_line}


PART = Part(
    name="backups",
    title=_l("Backups"),
    purpose=_l("Back up and restore everything, or move it to another database"),
    starts_on=True,
    blueprints=[bp],
    links=[
        BackupProgram(has_key, shown_place, backup_line),
        Hook(When.CLEANED, remove_remains),
        Section(Spot.INSTALLATION, "backups/settings.html", section),
        ServerCheck(check_backup),
        ServerCheck(check_copies),
    ],
)
