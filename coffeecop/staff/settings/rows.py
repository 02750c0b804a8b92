"""The rows of the settings, which lead to one form or one list each."""

from typing import NamedTuple

from flask import g, request, url_for
from flask_babel import gettext as _

from coffeecop.parts import entries_on
from coffeecop.staff.settings.groups import GROUPS
from coffeecop.staff.settings.lists.kinds import lists_for


class Row(NamedTuple):
    icon: str
    url: str
    text: str
    hint: str = ""
    is_here: bool = False


def settings_rows() -> dict[str, list[Row]]:
    """Return the rows that this person may follow, by their heading."""
    member = g.staff_member
    lists = [_row(kind.icon, kind.name, kind.title) for kind in lists_for(member)]
    if not member.is_admin:
        return {_("Words and lists"): lists}
    agency = member.agency
    groups = [_row(each.icon, name, each.title, each.told(agency)) for name, each in GROUPS.items()]
    of_parts = [
        Row(each.icon, url, str(each.text), is_here=request.path.startswith(url))
        for each in entries_on("settings", member)
        for url in [url_for(each.endpoint)]
    ]
    program = [
        _row("layers", "parts", _("Parts")),
        *of_parts,
        _row("settings", "installation", _("This installation")),
    ]
    return {_("Your department"): groups, _("Words and lists"): lists, _("The program"): program}


def _row(icon: str, name: str, text: object, hint: str = "") -> Row:
    """Return the row that opens what is called so."""
    names = {*(request.view_args or {}).values(), request.args.get("open")}
    return Row(icon, url_for("settings.index", open=name), str(text), hint, name in names)
