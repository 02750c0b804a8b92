from typing import Any

from flask import Blueprint, Response, abort, current_app, flash, g
from flask.typing import ResponseReturnValue
from flask_babel import gettext as _

from coffeecop.db import db, now
from coffeecop.mail.labels import explain
from coffeecop.mail.outbox import mail_counts
from coffeecop.mail.trial import StepResult, Trial, record_trial
from coffeecop.models import AuditAction, Role
from coffeecop.models.audit import changes, record
from coffeecop.models.installation import the_installation
from coffeecop.models.staff import renew_due_dates
from coffeecop.staff.identity.auth import only_for
from coffeecop.staff.settings.forms import PartsForm, SettingsForm
from coffeecop.staff.settings.groups import GROUPS, SettingsGroup
from coffeecop.staff.settings.lists.kinds import ORGANIZERS
from coffeecop.staff.settings.rows import settings_rows
from coffeecop.web.event_labels import usual_opening_sentence
from coffeecop.web.forms import StaffForm
from coffeecop.web.i18n import in_each_language
from coffeecop.web.rate_limits import count
from coffeecop.web.rendering import render, see_other

# A request may wait for the mail server this long, and for one answer of it half as long.
MAIL_TEST_SECONDS = 12
# For a department.
MAIL_TEST_LIMIT = "5 per minute; 30 per hour"
bp = Blueprint("settings", __name__, url_prefix="/staff/settings")


@bp.app_context_processor
def rows() -> dict[str, Any]:
    return {"settings_rows": settings_rows}


@bp.get("")
@only_for(*ORGANIZERS)
def index() -> ResponseReturnValue:
    return render("staff/settings/index.html", fragment="staff_content")


@bp.get("/edit/<group>")
@only_for(Role.ADMIN)
def edit(group: str) -> ResponseReturnValue:
    return _show_settings(group, SettingsForm(g.staff_member.agency, _group_or_404(group)))


@bp.post("/edit/<group>")
@only_for(Role.ADMIN)
def update(group: str) -> ResponseReturnValue:
    agency = g.staff_member.agency
    form = SettingsForm(agency, _group_or_404(group))
    if not form.validate_on_submit():
        return _show_settings(group, form)
    settings = {name: (getattr(agency, name), value) for name, value in form.settings.items()}
    detail = changes({name: pair for name, pair in settings.items() if pair[0] != pair[1]})
    form.populate_obj(agency)
    if detail:
        renew_due_dates(agency)
        record(AuditAction.SETTINGS_CHANGED, by=g.staff_member, subject=agency, detail=detail)
    db.session.commit()
    flash(_("Saved."))
    return see_other("settings.index")


@bp.get("/installation")
@only_for(Role.ADMIN)
def installation() -> ResponseReturnValue:
    return _show_installation(StaffForm())


@bp.post("/installation")
@only_for(Role.ADMIN)
def test_mail() -> ResponseReturnValue:
    form = StaffForm()
    if form.validate_on_submit() and (refusal := _refuse_mail_test()):
        form.form_errors.append(refusal)
    if form.errors:
        return _show_installation(form)
    trial = Trial(g.staff_member.email, timeout=MAIL_TEST_SECONDS / 2)
    # End the transaction: writers must not wait for the mail server.
    db.session.rollback()
    results = trial.run_within(MAIL_TEST_SECONDS)
    is_accepted = record_trial(results, by=g.staff_member)
    db.session.commit()
    if not is_accepted:
        return _show_installation(form, results)
    flash(_("The mail server took the mail. It said: %(answer)s", answer=results[-1].answer))
    return see_other("settings.installation")


@bp.get("/parts")
@only_for(Role.ADMIN)
def parts() -> ResponseReturnValue:
    return _show_parts(PartsForm(g.staff_member.agency))


@bp.post("/parts")
@only_for(Role.ADMIN)
def update_parts() -> ResponseReturnValue:
    agency = g.staff_member.agency
    form = PartsForm(agency).or_show(_show_parts)
    detail = changes({"parts_off": (agency.parts_off, form.parts_off)})
    if agency.parts_off != form.parts_off:
        record(AuditAction.SETTINGS_CHANGED, by=g.staff_member, subject=agency, detail=detail)
        agency.parts_off = form.parts_off
    db.session.commit()
    flash(_("Saved."))
    return see_other("settings.parts")


def _show_parts(form: PartsForm) -> Response:
    return render("staff/settings/parts.html", fragment="form", form=form)


@bp.post("/installation/key")
@only_for(Role.ADMIN)
def key_tried() -> ResponseReturnValue:
    form = StaffForm()
    if not form.validate_on_submit() or not current_app.config["BACKUP_PUBLIC_KEY"]:
        return _show_installation(form)
    the_installation().key_tried_at = now()
    record(AuditAction.BACKUP_REHEARSED, by=g.staff_member)
    db.session.commit()
    flash(_("Thank you. We ask again in half a year."))
    return see_other("settings.installation")


def _group_or_404(name: str) -> SettingsGroup:
    return GROUPS.get(name) or abort(404)


def _show_settings(name: str, form: SettingsForm) -> ResponseReturnValue:
    usual = in_each_language(usual_opening_sentence)
    return render(
        "staff/settings/edit.html",
        fragment="form",
        form=form,
        group=GROUPS[name],
        name=name,
        # What stands there in place of own words.
        usual={f"opening_{language}": sentence for language, sentence in usual.items()},
    )


def _refuse_mail_test() -> str | None:
    if not current_app.config["SMTP_URL"]:
        return _("There is no mail server to test yet.")
    if not count(MAIL_TEST_LIMIT, "mail test", str(g.staff_member.agency_id)):
        return _("That is enough for now. Wait a minute, then test again.")
    return None


def _show_installation(form: StaffForm, results: list[StepResult] | None = None) -> Response:
    return render(
        "staff/settings/installation.html",
        fragment="mail_test",
        status=422 if results else None,
        form=form,
        installation=the_installation(),
        mail=mail_counts(),
        mail_from=current_app.config["SMTP_URL"] and current_app.config["MAIL_FROM"],
        database=db.engine.dialect.name,
        has_key=bool(current_app.config["BACKUP_PUBLIC_KEY"]),
        results=[(each, explain(each)) for each in results or []],
    )
