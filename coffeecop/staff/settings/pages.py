"""The rows of the settings, and what an administrator opens: a group, parts, the installation."""

from collections.abc import Sequence
from typing import Any, NamedTuple

from flask import Response, abort, current_app, g, request, url_for
from flask_babel import gettext as _
from flask_babel import lazy_gettext as _l
from wtforms import SelectChoice, SelectMultipleField

from coffeecop.db import db
from coffeecop.engine.text import fold
from coffeecop.mail.outbox import mail_counts
from coffeecop.models import Agency
from coffeecop.models.installation import the_installation
from coffeecop.parts import entries_on, mail_tester, parts, parts_on, sections_at
from coffeecop.parts.links import Spot
from coffeecop.staff.identity.auth import admin_only
from coffeecop.staff.settings.forms import SettingsForm
from coffeecop.staff.settings.groups import GROUPS, SettingsGroup
from coffeecop.staff.settings.lists.kinds import lists_for
from coffeecop.web.forms import StaffForm
from coffeecop.web.rendering import render


class Row(NamedTuple):
    icon: str
    url: str
    text: str
    hint: str = ""
    is_here: bool = False


def settings_rows() -> dict[str, list[Row]]:
    member = g.staff_member
    lists = [_row(kind.icon, kind.name, kind.title) for kind in lists_for(member)]
    if not member.is_admin:
        return {_("Words and lists"): lists}
    agency = member.agency
    groups = [
        _row(each.icon, name, each.title, each.summary(agency)) for name, each in GROUPS.items()
    ]
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
    names = {*(request.view_args or {}).values(), request.args.get("open")}
    return Row(icon, url_for("settings.index", open=name), str(text), hint, name in names)


class PartsForm(StaffForm):
    """Which parts a department has on."""

    group = SettingsGroup("layers", _l("Parts"), ("on",))
    on = SelectMultipleField(
        _l("Your department uses"),
        description=_l(
            "A part that is off shows nowhere and does nothing. Its data stays, and comes back "
            "when you turn it on."
        ),
        choices=lambda: sorted(
            (SelectChoice(part.name, str(part.title)) for part in parts()),
            key=lambda choice: fold(choice.label),
        ),
    )

    def __init__(self, agency: Agency) -> None:
        super().__init__(data={"on": [part.name for part in parts_on(agency)]})
        self.hints = {part.name: part.purpose for part in parts()}

    @property
    def settings(self) -> dict[str, list[str]]:
        off = [part.name for part in parts() if part.name not in (self.on.data or ())]
        return {"parts_off": off}


@admin_only
def opened_page(name: str) -> Response:
    if name == "installation":
        return show_installation(StaffForm())
    return show_group(name, group_form(name))


def group_form(name: str) -> SettingsForm | PartsForm:
    agency = g.staff_member.agency
    if name == "parts":
        return PartsForm(agency)
    return SettingsForm(agency, GROUPS.get(name) or abort(404))


def show_group(name: str, form: SettingsForm | PartsForm) -> Response:
    return render(
        "staff/settings/edit.html", fragment="form", form=form, group=form.group, name=name
    )


def show_installation(form: StaffForm, results: Sequence[Any] = ()) -> Response:
    """Show what runs on the server; `results` are those of a test of the mail that failed."""
    sections = sections_at(Spot.INSTALLATION, g.staff_member.agency)
    return render(
        "staff/settings/installation.html",
        fragment="form",
        status=422 if results else None,
        form=form,
        installation=the_installation(),
        mail=mail_counts(),
        mail_from=current_app.config["SMTP_URL"] and current_app.config["MAIL_FROM"],
        database=db.engine.dialect.name,
        sections=sections,
        **{name: value for values in sections.values() for name, value in values.items()},
        mail_tester=mail_tester(g.staff_member.agency),
        results=results,
    )
