"""A new topic, a theme of picked concerns, or the name of a theme: one page for what is new."""

from collections.abc import Sequence

from flask import Response, flash, g, request
from flask.typing import ResponseReturnValue
from flask_babel import gettext as _
from flask_babel import ngettext

from coffeecop.analysis.training_data import examples_of, texts_of
from coffeecop.db import db
from coffeecop.engine.examples import Example, TopicText
from coffeecop.models import Concern, Role, Theme, ThemeStatus
from coffeecop.models.keys import ChangedByColleague, ConcurrentSave
from coffeecop.models.topics import NameTaken
from coffeecop.staff.concern_list import picks
from coffeecop.staff.identity.auth import only_for, own_or_404, staff_only
from coffeecop.staff.topics.actions import add_topic
from coffeecop.staff.topics.forms import NameForm, ThemeForm, TopicForm
from coffeecop.staff.topics.queries import others_in_use
from coffeecop.staff.topics.theme_actions import make_theme, make_topic, rename
from coffeecop.staff.topics.theme_queries import concerns_of, themes_with
from coffeecop.staff.topics.views.changes import commit_change
from coffeecop.staff.topics.views.edit import keywords_offered, shared_keywords
from coffeecop.staff.topics.views.index import bp, to_list
from coffeecop.web.rendering import render, see_other
from coffeecop.web.security import parse_id

# No topic has this id.
NEW_TOPIC = 0


@bp.get("/new")
@staff_only
def new() -> ResponseReturnValue:
    if "theme" not in request.args:
        return _new_page(picks.picked_ids(request.args)[: picks.MOST_PICKED])
    theme = own_or_404(Theme, parse_id(request.args["theme"]) or 0)
    if theme.status is ThemeStatus.MADE_TOPIC:
        return to_list(theme, first="yes")
    return _new_page(theme=theme)


@bp.post("")
@only_for(Role.ADMIN)
def create() -> ResponseReturnValue:
    form = TopicForm()
    if not form.validate_on_submit():
        return _new_page(form.concern_ids, form=form)
    try:
        change = add_topic(form.wording, form.concern_ids, by=g.staff_member)
    except NameTaken as refusal:
        form.add_name_errors(refusal.fields)
        return _new_page(form.concern_ids, form=form)
    except picks.PickGone:
        db.session.rollback()
        form.form_errors.append(_("A concern is no longer here. Save again to go on without it."))
        return _new_page(form.concern_ids, form=form)
    return commit_change(change)


@bp.post("/themes")
@staff_only
def create_theme() -> ResponseReturnValue:
    form = ThemeForm()
    if not form.validate_on_submit():
        return _new_page(form.concern_ids, name_form=form)
    try:
        theme = make_theme(form.name.data, form.concern_ids, by=g.staff_member)
    except picks.PickGone:
        form.form_errors.append(_("A concern is no longer here. Save again to go on without it."))
        return _new_page(form.concern_ids, name_form=form)
    except ConcurrentSave:
        message = _("Not saved: somebody changed these themes at the same moment. Save once more.")
        form.form_errors.append(message)
        return _new_page(form.concern_ids, name_form=form)
    db.session.commit()
    flash(
        ngettext(
            "“%(name)s” is a theme now. It has %(num)s concern.",
            "“%(name)s” is a theme now. It has %(num)s concerns.",
            len(form.concern_ids),
            name=theme.name,
        )
    )
    return see_other("staff_concerns.index", theme=theme.id)


@bp.post("/themes/<int:theme_id>/name")
@staff_only
def set_theme_name(theme_id: int) -> ResponseReturnValue:
    theme = own_or_404(Theme, theme_id, for_update=True)
    form = NameForm()
    if not form.validate_on_submit():
        return _new_page(theme=theme, name_form=form)
    try:
        rename(theme, form.name.data, shown=form.shown.data, by=g.staff_member)
    except ChangedByColleague:
        if theme.status is ThemeStatus.MADE_TOPIC:
            return to_list(theme, first="yes")
        message = _("A colleague named it “%(name)s” meanwhile. Save again to change that.")
        form.form_errors.append(message % {"name": theme.label})
        form.shown.data = theme.name
        return _new_page(theme=theme, name_form=form)
    db.session.commit()
    return to_list(theme)


@bp.post("/themes/<int:theme_id>/topic")
@only_for(Role.ADMIN)
def make_theme_topic(theme_id: int) -> ResponseReturnValue:
    theme = own_or_404(Theme, theme_id, for_update=True)
    form = TopicForm()
    if not form.validate_on_submit():
        return _new_page(theme=theme, form=form)
    try:
        make_topic(theme, form.wording, by=g.staff_member)
    except NameTaken as refusal:
        form.add_name_errors(refusal.fields)
        return _new_page(theme=theme, form=form)
    except ChangedByColleague:
        return to_list(theme, first="yes")
    db.session.commit()
    return to_list(theme)


def _new_page(
    concern_ids: Sequence[int] = (),
    theme: Theme | None = None,
    *,
    name_form: ThemeForm | NameForm | None = None,
    form: TopicForm | None = None,
) -> Response:
    """Show the name of the theme, or of one of these concerns, and the words of a new topic."""
    member = g.staff_member
    concerns = concerns_of(theme) if theme else picks.picked_concerns(concern_ids, member.agency_id)
    is_topic_possible = member.is_admin and not (theme and theme.status is ThemeStatus.DISMISSED)
    form = form or (_topic_form(concerns, theme) if is_topic_possible else None)
    if theme:
        name = {"name": theme.name, "shown": theme.name}
        name_form = name_form or NameForm(formdata=None, data=name)
    elif concern_ids or not member.is_admin:
        name_form = name_form or ThemeForm(formdata=None)
    ids = "" if theme else picks.join_ids(concern.id for concern in concerns)
    for each in (name_form, form):
        if each and "concerns" in each:
            each["concerns"].data = ids
    others = others_in_use(None, member.agency_id) if form else []
    return render(
        "staff/topics/new.html",
        fragment="staff_content",
        theme=theme,
        picked=concerns,
        ids=ids,
        name_form=name_form,
        form=form,
        shared=shared_keywords(form, others) if form else None,
        left=themes_with(concerns) if name_form and not theme else [],
    )


def _topic_form(concerns: Sequence[Concern], theme: Theme | None) -> TopicForm:
    """Return a form with the words of the theme, or those that distinguish these concerns."""
    if not theme:
        return TopicForm(formdata=None, data=_words_of(concerns))
    keywords = {"keywords_en": theme.phrase_en, "keywords_es": theme.phrase_es}
    return TopicForm(formdata=None, data={"name_en": theme.name, **keywords})


def _words_of(concerns: Sequence[Concern]) -> dict[str, str]:
    if not concerns:
        return {}
    texts = texts_of([concern.id for concern in concerns])
    own = [Example(text, frozenset({NEW_TOPIC})) for text in texts]
    others = [each for each in examples_of(g.staff_member.agency_id) if each.text not in texts]
    return keywords_offered(TopicText(NEW_TOPIC, ()), [*own, *others])
