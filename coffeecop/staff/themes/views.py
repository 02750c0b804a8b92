from flask import Blueprint, Response, abort, flash, g, request
from flask.typing import ResponseReturnValue
from flask_babel import gettext as _
from flask_babel import ngettext

from coffeecop.db import db
from coffeecop.models import Event, Language, Role, Theme, ThemeStatus
from coffeecop.models.keys import ChangedByColleague, ConcurrentSave
from coffeecop.models.suggestions import MOST_SEARCHED_FOR_THEMES
from coffeecop.models.topics import NameTaken
from coffeecop.staff.concern_list import picks
from coffeecop.staff.identity.auth import only_for, own_or_404, staff_only
from coffeecop.staff.themes import queries
from coffeecop.staff.themes.actions import decide, make_theme, make_topic, rename
from coffeecop.staff.themes.forms import DecisionForm, ExampleForm, NameForm, TopicForm
from coffeecop.web.paging import page_number
from coffeecop.web.rendering import render, see_other
from coffeecop.web.security import parse_id

# Values of `show` in addresses such as /staff/themes?show=dismissed.
SHOWN = {
    "open": (ThemeStatus.PROPOSED, ThemeStatus.SIGNED_OFF),
    "dismissed": (ThemeStatus.DISMISSED,),
    "topics": (ThemeStatus.MADE_TOPIC,),
}

bp = Blueprint("themes", __name__, url_prefix="/staff/themes")


@bp.get("")
@staff_only
def index() -> ResponseReturnValue:
    return _themes_page(DecisionForm())


@bp.get("/new")
@staff_only
def new() -> ResponseReturnValue:
    concerns = picks.join_ids(picks.picked_ids(request.args)[: picks.MOST_PICKED])
    return _example_page(ExampleForm(formdata=None, data={"concerns": concerns}))


@bp.post("")
@staff_only
def create() -> ResponseReturnValue:
    form = ExampleForm()
    if not form.validate_on_submit():
        return _example_page(form)
    try:
        theme = make_theme(form.name.data, form.concern_ids, by=g.staff_member)
    except picks.PickGone:
        form.form_errors.append(_("A concern is no longer here. Save again to go on without it."))
        return _example_page(form)
    except ConcurrentSave:
        message = _("Not saved: somebody changed these themes at the same moment. Save once more.")
        form.form_errors.append(message)
        return _example_page(form)
    db.session.commit()
    number = len(form.concern_ids)
    flash(
        ngettext(
            "“%(name)s” is a theme now. It has %(num)s concern.",
            "“%(name)s” is a theme now. It has %(num)s concerns.",
            number,
            name=theme.name,
        )
    )
    return see_other("staff_concerns.index", theme=theme.id)


@bp.post("/<int:theme_id>/status")
@staff_only
def set_status(theme_id: int) -> ResponseReturnValue:
    theme = own_or_404(Theme, theme_id, for_update=True)
    form = DecisionForm()
    if not form.validate_on_submit():
        return _themes_page(form)
    try:
        status = ThemeStatus(form.status.data)
        decide(theme, status, shown=form.shown.data, by=g.staff_member)
    except ChangedByColleague:
        return _to_list(theme, first="yes")
    db.session.commit()
    return _to_list(theme)


@bp.get("/<int:theme_id>/name")
@staff_only
def edit_name(theme_id: int) -> ResponseReturnValue:
    theme = own_or_404(Theme, theme_id)
    return _name_page(theme, NameForm(data={"name": theme.name, "shown": theme.name}))


@bp.post("/<int:theme_id>/name")
@staff_only
def set_name(theme_id: int) -> ResponseReturnValue:
    theme = own_or_404(Theme, theme_id, for_update=True)
    form = NameForm()
    if not form.validate_on_submit():
        return _name_page(theme, form)
    try:
        rename(theme, form.name.data, shown=form.shown.data, by=g.staff_member)
    except ChangedByColleague:
        if theme.status is ThemeStatus.MADE_TOPIC:
            return _to_list(theme, first="yes")
        message = _("A colleague named it “%(name)s” meanwhile. Save again to change that.")
        form.form_errors.append(message % {"name": theme.label})
        form.shown.data = theme.name
        return _name_page(theme, form)
    db.session.commit()
    return _to_list(theme)


@bp.get("/<int:theme_id>/topic")
@only_for(Role.ADMIN)
def new_topic(theme_id: int) -> ResponseReturnValue:
    theme = own_or_404(Theme, theme_id)
    if theme.status not in SHOWN["open"]:
        return _to_list(theme, first="yes")
    main, _, other = (theme.phrase or "").partition("; ")
    is_spanish = queries.main_language(queries.concerns_of(theme)) is Language.SPANISH
    english, spanish = (other, main) if is_spanish else (main, other)
    keywords = {"keywords_en": english, "keywords_es": spanish}
    return _topic_page(theme, TopicForm(data={"name_en": theme.name, **keywords}))


@bp.post("/<int:theme_id>/topic")
@only_for(Role.ADMIN)
def create_topic(theme_id: int) -> ResponseReturnValue:
    theme = own_or_404(Theme, theme_id, for_update=True)
    form = TopicForm()
    if not form.validate_on_submit():
        return _topic_page(theme, form)
    try:
        make_topic(theme, form.wording, by=g.staff_member)
    except NameTaken as refusal:
        form.add_name_errors(refusal.fields)
        return _topic_page(theme, form)
    except ChangedByColleague:
        return _to_list(theme, first="yes")
    db.session.commit()
    return _to_list(theme)


def _to_list(theme: Theme, *, first: str | None = None) -> ResponseReturnValue:
    """Redirect to the list the user came from; `first`: a colleague decided first."""
    args = request.args
    return see_other(
        "themes.index",
        event=args.get("event"),
        show=args.get("show"),
        decided=theme.id,
        first=first,
    )


def _themes_page(form: DecisionForm) -> Response:
    args, agency_id = request.args, g.staff_member.agency_id
    show = args.get("show", "open")
    show = show if show in SHOWN else "open"
    event, most = None, MOST_SEARCHED_FOR_THEMES
    if "event" in args:
        event = own_or_404(Event, parse_id(args["event"]) or abort(404))
    decided = parse_id(args.get("decided", ""))
    return render(
        "staff/themes/index.html",
        fragment="themes",
        listed=queries.theme_page(agency_id, SHOWN[show], event=event, page=page_number(args)),
        show=show,
        event=event,
        concerns=queries.concerns_at(event) if event else 0,
        has_large_event=event is None and queries.has_large_event(agency_id, most),
        most_searched=most,
        form=form,
        decided=queries.theme_of(decided, agency_id) if decided else None,
        first=args.get("first"),
    )


def _example_page(form: ExampleForm) -> Response:
    concerns = picks.picked_concerns(form.concern_ids, g.staff_member.agency_id)
    form.concerns.data = picks.join_ids(concern.id for concern in concerns)
    return render(
        "staff/themes/new.html",
        fragment="form",
        form=form,
        concerns=concerns,
        left=queries.themes_with(concerns),
    )


def _name_page(theme: Theme, form: NameForm) -> Response:
    return render("staff/themes/name.html", fragment="form", theme=theme, form=form)


def _topic_page(theme: Theme, form: TopicForm) -> Response:
    return render(
        "staff/themes/topic.html",
        fragment="form",
        theme=theme,
        form=form,
        concerns=queries.concerns_of(theme),
    )
