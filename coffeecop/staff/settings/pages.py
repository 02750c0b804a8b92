"""What an administrator opens of the settings: a group, the parts, the installation."""

from flask import Response, abort, current_app, g
from flask_babel import gettext as _

from coffeecop.db import db
from coffeecop.mail.outbox import mail_counts
from coffeecop.mail.trial import StepResult
from coffeecop.models.installation import the_installation
from coffeecop.parts import sections_at
from coffeecop.parts.links import Spot
from coffeecop.staff.settings.forms import PartsForm, SettingsForm
from coffeecop.staff.settings.groups import GROUPS
from coffeecop.web.forms import StaffForm
from coffeecop.web.rate_limits import count
from coffeecop.web.rendering import render

# For a department.
MAIL_TEST_LIMIT = "5 per minute; 30 per hour"


def opened_page(name: str) -> Response:
    if name == "parts":
        return show_parts(PartsForm(g.staff_member.agency))
    if name == "installation":
        return show_installation(StaffForm())
    return show_group(name, group_form(name))


def group_form(name: str) -> SettingsForm:
    return SettingsForm(g.staff_member.agency, GROUPS.get(name) or abort(404))


def show_group(name: str, form: SettingsForm) -> Response:
    group = GROUPS[name]
    return render("staff/settings/edit.html", fragment="form", form=form, group=group, name=name)


def show_parts(form: PartsForm) -> Response:
    return render("staff/settings/parts.html", fragment="form", form=form)


def refusal_of_mail_test() -> str | None:
    if not current_app.config["SMTP_URL"]:
        return _("There is no mail server to test yet.")
    if not count(MAIL_TEST_LIMIT, "mail test", str(g.staff_member.agency_id)):
        return _("That is enough for now. Wait a minute, then test again.")
    return None


def show_installation(form: StaffForm, results: list[StepResult] | None = None) -> Response:
    sections = sections_at(Spot.INSTALLATION, g.staff_member.agency)
    return render(
        "staff/settings/installation.html",
        fragment="mail_test",
        status=422 if results else None,
        form=form,
        installation=the_installation(),
        mail=mail_counts(),
        mail_from=current_app.config["SMTP_URL"] and current_app.config["MAIL_FROM"],
        database=db.engine.dialect.name,
        sections=sections,
        **{name: value for values in sections.values() for name, value in values.items()},
        results=results or [],
    )
