"""A list of the settings as one opens it."""

from typing import Any

from flask import Response, g

from coffeecop.staff.settings.lists.kinds import SettingsList, lists_for
from coffeecop.web.rendering import render


def list_called(name: str) -> SettingsList | None:
    """Return the list of this name, if this person may change it."""
    return next((kind for kind in lists_for(g.staff_member) if kind.name == name), None)


def rows_of(kind: SettingsList) -> list[Any]:
    return list(kind.rows(g.staff_member.agency_id))


def list_page(kind: SettingsList) -> Response:
    lines = [(kind.key_of(row), kind.line(row)) for row in rows_of(kind)]
    return render(
        "staff/settings/lists/index.html", fragment="settings_content", kind=kind, lines=lines
    )
