"""The department's answer templates: adding, changing and removing them."""

from flask import Blueprint, flash, g
from flask.typing import ResponseReturnValue
from flask_babel import gettext as _

from coffeecop.db import db
from coffeecop.models import AnswerTemplate, Role
from coffeecop.models.answer_template import templates_of
from coffeecop.models.conflicts import ChangedByColleague
from coffeecop.staff.auth import only_for, own_or_404
from coffeecop.staff.settings.templates.actions import (
    MOST_TEMPLATES,
    NameUsed,
    Texts,
    TooManyTemplates,
    add_template,
    change_template,
    remove_template,
)
from coffeecop.staff.settings.templates.forms import TemplateForm
from coffeecop.web.forms import StaffForm
from coffeecop.web.rendering import render, see_other

bp = Blueprint("answer_templates", __name__, url_prefix="/staff/settings/templates")


@bp.get("")
@only_for(Role.ADMIN, Role.ORGANIZER)
def index() -> ResponseReturnValue:
    return _list_page(TemplateForm())


@bp.post("")
@only_for(Role.ADMIN, Role.ORGANIZER)
def create() -> ResponseReturnValue:
    form = TemplateForm()
    if not form.validate_on_submit():
        return _list_page(form)
    try:
        add_template(form.texts, by=g.staff_member)
    except NameUsed:
        return _list_page(_with_used_name(form))
    except TooManyTemplates:
        most = _("There are %(most)s already. Remove one first.", most=MOST_TEMPLATES)
        form.form_errors.append(most)
        return _list_page(form)
    db.session.commit()
    flash(_("Saved."))
    return see_other("answer_templates.index")


@bp.get("/<int:template_id>")
@only_for(Role.ADMIN, Role.ORGANIZER)
def edit(template_id: int) -> ResponseReturnValue:
    template = own_or_404(AnswerTemplate, template_id)
    form = TemplateForm(obj=template, data={"seen": Texts.of(template).fingerprint})
    return _edit_page(template, form)


@bp.post("/<int:template_id>")
@only_for(Role.ADMIN, Role.ORGANIZER)
def update(template_id: int) -> ResponseReturnValue:
    template = own_or_404(AnswerTemplate, template_id, for_update=True)
    form = TemplateForm()
    if not form.validate_on_submit():
        return _edit_page(template, form)
    try:
        change_template(template, form.texts, seen=form.seen.data, by=g.staff_member)
    except NameUsed:
        return _edit_page(template, _with_used_name(form))
    except ChangedByColleague:
        return _edit_page(template, _with_conflict(form, template))
    db.session.commit()
    flash(_("Saved."))
    return see_other("answer_templates.index")


@bp.post("/<int:template_id>/removal")
@only_for(Role.ADMIN, Role.ORGANIZER)
def remove(template_id: int) -> ResponseReturnValue:
    template = own_or_404(AnswerTemplate, template_id, for_update=True)
    removal_form = StaffForm()
    if not removal_form.validate_on_submit():
        form = TemplateForm(obj=template, formdata=None)
        return _edit_page(template, form, removal_form)
    remove_template(template, by=g.staff_member)
    db.session.commit()
    flash(_("“%(name)s” is removed.", name=template.name))
    return see_other("answer_templates.index")


def _with_used_name(form: TemplateForm) -> TemplateForm:
    form.name.errors = [_("Another template has this name.")]
    return form


def _with_conflict(form: TemplateForm, template: AnswerTemplate) -> TemplateForm:
    # Submitting again overwrites the colleague's change.
    form.seen.data = Texts.of(template).fingerprint
    form.form_errors.append(
        _("A colleague changed this template meanwhile. If you save again, yours replaces it.")
    )
    return form


def _list_page(form: TemplateForm) -> ResponseReturnValue:
    templates = templates_of(g.staff_member.agency_id)
    return render(
        "staff/settings/templates/index.html", fragment="form", form=form, templates=templates
    )


def _edit_page(
    template: AnswerTemplate, form: TemplateForm, removal_form: StaffForm | None = None
) -> ResponseReturnValue:
    return render(
        "staff/settings/templates/edit.html",
        fragment="form",
        answer_template=template,
        form=form,
        removal_form=removal_form or StaffForm(formdata=None),
    )
