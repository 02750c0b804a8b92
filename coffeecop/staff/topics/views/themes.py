"""Deciding on a theme, naming it, and making it a topic."""

from flask import g
from flask.typing import ResponseReturnValue
from flask_babel import gettext as _

from coffeecop.db import db
from coffeecop.models import Role, Theme, ThemeStatus
from coffeecop.models.keys import ChangedByColleague
from coffeecop.models.topics import NameTaken
from coffeecop.staff.identity.auth import only_for, own_or_404, staff_only
from coffeecop.staff.topics.forms import DecisionForm, NameForm, TopicForm
from coffeecop.staff.topics.theme_actions import decide, make_topic, rename
from coffeecop.staff.topics.views.index import bp, list_page, to_list
from coffeecop.staff.topics.views.new import new_page


@bp.post("/themes/<int:theme_id>/status")
@staff_only
def set_theme_status(theme_id: int) -> ResponseReturnValue:
    theme = own_or_404(Theme, theme_id, for_update=True)
    form = DecisionForm()
    if not form.validate_on_submit():
        return list_page("themes", decision=form)
    try:
        status = ThemeStatus(form.status.data)
        decide(theme, status, shown=form.shown.data, by=g.staff_member)
    except ChangedByColleague:
        return to_list(theme, first="yes")
    db.session.commit()
    return to_list(theme)


@bp.post("/themes/<int:theme_id>/name")
@staff_only
def set_theme_name(theme_id: int) -> ResponseReturnValue:
    theme = own_or_404(Theme, theme_id, for_update=True)
    form = NameForm()
    if not form.validate_on_submit():
        return new_page(theme=theme, name_form=form)
    try:
        rename(theme, form.name.data, shown=form.shown.data, by=g.staff_member)
    except ChangedByColleague:
        if theme.status is ThemeStatus.MADE_TOPIC:
            return to_list(theme, first="yes")
        message = _("A colleague named it “%(name)s” meanwhile. Save again to change that.")
        form.form_errors.append(message % {"name": theme.label})
        form.shown.data = theme.name
        return new_page(theme=theme, name_form=form)
    db.session.commit()
    return to_list(theme)


@bp.post("/themes/<int:theme_id>/topic")
@only_for(Role.ADMIN)
def make_theme_topic(theme_id: int) -> ResponseReturnValue:
    theme = own_or_404(Theme, theme_id, for_update=True)
    form = TopicForm()
    if not form.validate_on_submit():
        return new_page(theme=theme, form=form)
    try:
        make_topic(theme, form.wording, by=g.staff_member)
    except NameTaken as refusal:
        form.add_name_errors(refusal.fields)
        return new_page(theme=theme, form=form)
    except ChangedByColleague:
        return to_list(theme, first="yes")
    db.session.commit()
    return to_list(theme)
