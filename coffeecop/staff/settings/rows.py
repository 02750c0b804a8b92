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
    member, here = g.staff_member, request.args.get("open")
    names = {*(request.view_args or {}).values(), here}
    lists = [
        Row(
            kind.icon,
            url_for("settings.index", open=kind.name),
            str(kind.title),
            is_here=kind.name in names,
        )
        for kind in lists_for(member)
    ]
    if not member.is_admin:
        return {_("Words and lists"): lists}
    groups = [
        Row(
            group.icon,
            url_for("settings.index", open=name),
            str(group.title),
            group.told(member.agency),
            name in names,
        )
        for name, group in GROUPS.items()
    ]
    of_parts = [
        Row(each.icon, url, str(each.text), is_here=request.path.startswith(url))
        for each in entries_on("settings", member)
        for url in [url_for(each.endpoint)]
    ]
    program = [
        Row("layers", url_for("settings.index", open="parts"), _("Parts"), is_here=here == "parts"),
        *of_parts,
        Row(
            "settings",
            url_for("settings.index", open="installation"),
            _("This installation"),
            is_here=here == "installation",
        ),
    ]
    return {_("Your department"): groups, _("Words and lists"): lists, _("The program"): program}
