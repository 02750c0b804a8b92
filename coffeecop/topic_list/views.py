from collections.abc import Sequence
from typing import Any, TypeVar

from flask import Blueprint, Response, abort, flash, g, request
from flask.typing import ResponseReturnValue
from flask_babel import gettext as _
from sqlalchemy import select

from coffeecop.db import db
from coffeecop.models import Role, Topic
from coffeecop.new_topics import NameTaken, check_names
from coffeecop.security import LARGEST_ID
from coffeecop.staff.auth import only_for
from coffeecop.topic_list.actions import (
    AlreadyDone,
    ChangedMeanwhile,
    add_topic,
    change_topic,
    merge_topics,
    move_topic,
    restore_topic,
    retire_topic,
    sort_concern,
    split_topic,
)
from coffeecop.topic_list.forms import (
    MergeForm,
    OrderForm,
    SeenForm,
    SortingForm,
    SplitForm,
    TopicForm,
    as_typed,
)
from coffeecop.topic_list.history import history_of
from coffeecop.topic_list.mining import keywords_to_offer
from coffeecop.topic_list.moves import Change, Moves, moves_of
from coffeecop.topic_list.pointers import SharedKeyword, missing_in, shared_keywords
from coffeecop.topic_list.queries import (
    concern_to_sort,
    concerns_to_sort,
    has_concerns_to_sort,
    others_in_use,
    parts_of,
    topic_list,
)
from coffeecop.web import render, see_other
from coffeecop.wording import Wording, lines

bp = Blueprint("topic_list", __name__, url_prefix="/staff")

REFUSALS = (ChangedMeanwhile, NameTaken)
AnyForm = TypeVar("AnyForm", TopicForm, SeenForm)


@bp.get("/topics")
@only_for(Role.ADMIN)
def index() -> ResponseReturnValue:
    return _show_list(OrderForm())


@bp.post("/topics/order")
@only_for(Role.ADMIN)
def move() -> ResponseReturnValue:
    form = OrderForm()
    if not form.validate_on_submit():
        return _show_list(form, status=422)
    topic = _topic_or_404(_number(form.up.data or form.down.data))
    try:
        move_topic(topic, up=bool(form.up.data), by=g.staff_member)
    except AlreadyDone:
        return _colleague_was_first(topic)
    db.session.commit()
    return see_other("topic_list.index", moved=topic.id)


@bp.get("/topics/new")
@only_for(Role.ADMIN)
def new() -> ResponseReturnValue:
    return _new(TopicForm(formdata=None))


@bp.post("/topics/preview")
@only_for(Role.ADMIN)
def preview_new() -> ResponseReturnValue:
    form = TopicForm()
    if not _is_sound(form):
        return _new(form, status=422)
    return _new(form, moves=_moves(_current().writing(form.wording)))


@bp.post("/topics")
@only_for(Role.ADMIN)
def create() -> ResponseReturnValue:
    form = TopicForm()
    if not form.validate_on_submit():
        return _new(form, status=422)
    try:
        topic = add_topic(form.wording, by=g.staff_member)
    except NameTaken as refusal:
        return _new(_refused(form, refusal), status=422)
    db.session.commit()
    flash(_("The topic is added. Residents can choose it now."))
    return see_other("topic_list.show", topic_id=topic.id)


@bp.get("/topics/<int:topic_id>")
@only_for(Role.ADMIN)
def show(topic_id: int) -> ResponseReturnValue:
    topic = _topic_or_404(topic_id)
    merged_into = db.session.get(Topic, topic.merged_into_id) if topic.merged_into_id else None
    parts = parts_of(topic) if topic.is_retired else []
    return render(
        "topic_list/show.html",
        fragment="staff_content",
        topic=topic,
        wording=Wording.of(topic),
        merged_into=merged_into,
        parts=parts,
        is_to_sort=bool(parts) and has_concerns_to_sort(topic),
        history=history_of(topic),
    )


@bp.get("/topics/<int:topic_id>/edit")
@only_for(Role.ADMIN)
def edit(topic_id: int) -> ResponseReturnValue:
    topic = _topic_or_404(topic_id)
    wording = Wording.of(topic)
    offered = {
        f"offered_{language}": "\n".join(words)
        for language, words in keywords_to_offer(topic).items()
    }
    form = TopicForm(
        formdata=None, data={**as_typed(wording), **offered, "seen": wording.fingerprint}
    )
    return _edit(topic, form)


@bp.post("/topics/<int:topic_id>/preview")
@only_for(Role.ADMIN)
def preview(topic_id: int) -> ResponseReturnValue:
    topic = _topic_or_404(topic_id)
    form = TopicForm()
    if not _is_sound(form, topic):
        return _edit(topic, form, status=422)
    return _edit(topic, form, moves=_moves(_current().writing(form.wording, topic=topic)))


@bp.post("/topics/<int:topic_id>")
@only_for(Role.ADMIN)
def update(topic_id: int) -> ResponseReturnValue:
    topic = _topic_or_404(topic_id)
    form = TopicForm()
    if not form.validate_on_submit():
        return _edit(topic, form, status=422)
    try:
        change_topic(topic, form.wording, seen=form.seen.data, by=g.staff_member)
    except REFUSALS as refusal:
        return _edit(topic, _refused(form, refusal, topic), refusal=refusal, status=422)
    db.session.commit()
    flash(_("Saved. Concerns that no person has sorted are being read again."))
    return see_other("topic_list.show", topic_id=topic.id)


@bp.get("/topics/<int:topic_id>/merger/new")
@only_for(Role.ADMIN)
def new_merger(topic_id: int) -> ResponseReturnValue:
    topic = _topic_or_404(topic_id)
    if topic.merged_into_id is not None:
        return see_other("topic_list.show", topic_id=topic.id)
    return _page("new_merger", topic, _merge_form(topic, seen=Wording.of(topic).fingerprint))


@bp.post("/topics/<int:topic_id>/merger/preview")
@only_for(Role.ADMIN)
def preview_merger(topic_id: int) -> ResponseReturnValue:
    topic = _topic_or_404(topic_id)
    form = _merge_form(topic)
    if not form.validate_on_submit() or form.target is None:
        return _page("new_merger", topic, form, status=422)
    into, change = form.target, _current().without(topic, into=form.target)
    if form.takes_keywords.data:
        both = Wording.of(into).with_keywords_of(Wording.of(topic))
        change = change.writing(both, topic=into)
    return _page("new_merger", topic, form, moves=_moves(change))


@bp.post("/topics/<int:topic_id>/merger")
@only_for(Role.ADMIN)
def merge(topic_id: int) -> ResponseReturnValue:
    topic = _topic_or_404(topic_id)
    form = _merge_form(topic)
    if not form.validate_on_submit() or form.target is None:
        return _page("new_merger", topic, form, status=422)
    try:
        merge_topics(
            topic,
            form.target,
            takes_keywords=form.takes_keywords.data,
            seen=form.seen.data,
            by=g.staff_member,
        )
    except AlreadyDone:
        return _colleague_was_first(topic)
    except ChangedMeanwhile as refusal:
        return _page("new_merger", topic, _refused(form, refusal, topic), status=422)
    db.session.commit()
    flash(_("Merged. All its concerns are here now."))
    return see_other("topic_list.show", topic_id=form.target.id)


@bp.get("/topics/<int:topic_id>/split/new")
@only_for(Role.ADMIN)
def new_split(topic_id: int) -> ResponseReturnValue:
    topic = _topic_or_404(topic_id)
    if topic.is_retired:
        return see_other("topic_list.show", topic_id=topic.id)
    wording = Wording.of(topic)
    keywords = {name: as_typed(wording)[name] for name in ("keywords_en", "keywords_es")}
    form = SplitForm(formdata=None, data={"seen": wording.fingerprint, "parts": [keywords]})
    return _page("new_split", topic, form)


@bp.post("/topics/<int:topic_id>/split/preview")
@only_for(Role.ADMIN)
def preview_split(topic_id: int) -> ResponseReturnValue:
    topic = _topic_or_404(topic_id)
    form = SplitForm()
    if not _is_sound(form, topic):
        return _page("new_split", topic, form, status=422)
    change = _current().without(topic).writing(*form.wordings)
    return _page("new_split", topic, form, moves=_moves(change, splits=True))


@bp.post("/topics/<int:topic_id>/split")
@only_for(Role.ADMIN)
def split(topic_id: int) -> ResponseReturnValue:
    topic = _topic_or_404(topic_id)
    form = SplitForm()
    if not form.validate_on_submit():
        return _page("new_split", topic, form, status=422)
    try:
        split_topic(topic, form.wordings, seen=form.seen.data, by=g.staff_member)
    except AlreadyDone:
        return _colleague_was_first(topic)
    except REFUSALS as refusal:
        return _page("new_split", topic, _refused(form, refusal, topic), status=422)
    is_to_sort = has_concerns_to_sort(topic)
    db.session.commit()
    flash(_("Split. Concerns that no person has sorted are being read again."))
    return see_other(f"topic_list.{'sorting' if is_to_sort else 'show'}", topic_id=topic.id)


@bp.get("/topics/<int:topic_id>/sorting")
@only_for(Role.ADMIN)
def sorting(topic_id: int) -> ResponseReturnValue:
    return _show_sorting(_topic_or_404(topic_id), SortingForm(formdata=None))


@bp.post("/topics/<int:topic_id>/sorting/<int:concern_id>")
@only_for(Role.ADMIN)
def sort(topic_id: int, concern_id: int) -> ResponseReturnValue:
    topic = _topic_or_404(topic_id)
    form = SortingForm()
    if not form.validate_on_submit():
        return _show_sorting(topic, form, status=422)
    into = None
    if form.topic.data is not None:
        into = next((part for part in parts_of(topic) if part.id == form.topic.data), None)
        if into is None:
            abort(404)
    concern = concern_to_sort(topic, concern_id)
    # None: a colleague has sorted it in the meantime.
    if concern:
        sort_concern(concern, topic, into, by=g.staff_member)
        db.session.commit()
    return see_other("topic_list.sorting", topic_id=topic.id, sorted=concern_id)


@bp.get("/topics/<int:topic_id>/retirement/new")
@only_for(Role.ADMIN)
def new_retirement(topic_id: int) -> ResponseReturnValue:
    topic = _topic_or_404(topic_id)
    if topic.is_retired:
        return see_other("topic_list.show", topic_id=topic.id)
    return _page("new_retirement", topic, SeenForm(seen=Wording.of(topic).fingerprint))


@bp.post("/topics/<int:topic_id>/retirement/preview")
@only_for(Role.ADMIN)
def preview_retirement(topic_id: int) -> ResponseReturnValue:
    topic = _topic_or_404(topic_id)
    form = SeenForm()
    if not form.validate_on_submit():
        return _page("new_retirement", topic, form, status=422)
    return _page("new_retirement", topic, form, moves=_moves(_current().without(topic)))


@bp.post("/topics/<int:topic_id>/retirement")
@only_for(Role.ADMIN)
def retire(topic_id: int) -> ResponseReturnValue:
    topic = _topic_or_404(topic_id)
    form = SeenForm()
    if not form.validate_on_submit():
        return _page("new_retirement", topic, form, status=422)
    try:
        retire_topic(topic, seen=form.seen.data, by=g.staff_member)
    except AlreadyDone:
        return _colleague_was_first(topic)
    except ChangedMeanwhile as refusal:
        return _page("new_retirement", topic, _refused(form, refusal, topic), status=422)
    db.session.commit()
    flash(_("Retired. Nobody is offered this topic any more."))
    return see_other("topic_list.show", topic_id=topic.id)


@bp.get("/topics/<int:topic_id>/restoration/new")
@only_for(Role.ADMIN)
def new_restoration(topic_id: int) -> ResponseReturnValue:
    topic = _topic_or_404(topic_id)
    if not topic.is_retired or topic.merged_into_id is not None:
        return see_other("topic_list.show", topic_id=topic.id)
    return _page("new_restoration", topic, SeenForm(seen=Wording.of(topic).fingerprint))


@bp.post("/topics/<int:topic_id>/restoration/preview")
@only_for(Role.ADMIN)
def preview_restoration(topic_id: int) -> ResponseReturnValue:
    topic = _topic_or_404(topic_id)
    form = SeenForm()
    if not form.validate_on_submit():
        return _page("new_restoration", topic, form, status=422)
    change = _current().writing(Wording.of(topic), topic=topic)
    return _page("new_restoration", topic, form, moves=_moves(change))


@bp.post("/topics/<int:topic_id>/restoration")
@only_for(Role.ADMIN)
def restore(topic_id: int) -> ResponseReturnValue:
    topic = _topic_or_404(topic_id)
    form = SeenForm()
    if not form.validate_on_submit():
        return _page("new_restoration", topic, form, status=422)
    try:
        restore_topic(topic, seen=form.seen.data, by=g.staff_member)
    except AlreadyDone:
        return _colleague_was_first(topic)
    except REFUSALS as refusal:
        return _page("new_restoration", topic, _refused(form, refusal, topic), status=422)
    db.session.commit()
    flash(_("Restored. Residents can choose this topic again."))
    return see_other("topic_list.show", topic_id=topic.id)


def _topic_or_404(topic_id: int) -> Topic:
    topic: Topic = db.one_or_404(
        select(Topic).where(Topic.id == topic_id, Topic.agency_id == g.staff_member.agency_id)
    )
    return topic


def _number(text: str | None) -> int:
    if text is None or not text.isdecimal() or int(text) > LARGEST_ID:
        abort(404)
    return int(text)


def _current() -> Change:
    return Change.of(others_in_use(None, g.staff_member.agency_id))


def _moves(change: Change, *, splits: bool = False) -> Moves:
    return moves_of(g.staff_member.agency_id, change, splits=splits)


def _merge_form(topic: Topic, **values: Any) -> MergeForm:
    return MergeForm(others=others_in_use(topic, topic.agency_id), **values)


def _is_sound(form: TopicForm | SplitForm, topic: Topic | None = None) -> bool:
    """Tell whether what is written could be saved, as far as can be told before saving."""
    if not form.validate_on_submit():
        return False
    wordings = form.wordings if isinstance(form, SplitForm) else [form.wording]
    try:
        check_names(wordings, others_in_use(topic, g.staff_member.agency_id))
    except NameTaken as refusal:
        _refused(form, refusal)
        return False
    return True


def _refused(form: AnyForm, refusal: Exception, topic: Topic | None = None) -> AnyForm:
    if isinstance(refusal, NameTaken):
        form.mark_taken(refusal.fields, refusal.place)
    elif topic:
        form.seen.data = Wording.of(topic).fingerprint
        form.form_errors.append(
            _(
                "A colleague changed this topic while you were writing. Look at what it says now. "
                "If you save again, what you wrote replaces it."
            )
        )
    return form


def _colleague_was_first(topic: Topic) -> ResponseReturnValue:
    flash(_("A colleague did this first."), "error")
    return see_other("topic_list.show", topic_id=topic.id)


def _show_list(form: OrderForm, status: int = 200) -> Response:
    return render(
        "topic_list/index.html",
        fragment="topic_list",
        status=status,
        form=form,
        listed=topic_list(g.staff_member.agency_id),
        moved=request.args.get("moved", type=int),
    )


def _new(form: TopicForm, *, moves: Moves | None = None, status: int = 200) -> Response:
    return render(
        "topic_list/new.html",
        fragment="form",
        status=status,
        form=form,
        moves=moves,
        shared=_shared(form, others_in_use(None, g.staff_member.agency_id)),
    )


def _edit(
    topic: Topic,
    form: TopicForm,
    *,
    moves: Moves | None = None,
    refusal: Exception | None = None,
    status: int = 200,
) -> Response:
    return render(
        "topic_list/edit.html",
        fragment="form",
        status=status,
        topic=topic,
        form=form,
        moves=moves,
        shared=_shared(form, others_in_use(topic, topic.agency_id)),
        theirs=_theirs(form, topic) if isinstance(refusal, ChangedMeanwhile) else [],
    )


def _shared(form: TopicForm, others: Sequence[Topic]) -> dict[str, list[SharedKeyword]]:
    return {
        box.name: shared_keywords(lines(box.data), others)
        for box in (form.keywords_en, form.keywords_es)
    }


def _theirs(form: TopicForm, topic: Topic) -> list[tuple[str, str]]:
    """Return what the topic says now where the form says something else, by the field's label."""
    now, mine = Wording.of(topic), form.wording
    told = {
        name: missing_in(getattr(mine, name), getattr(now, name))
        if name.startswith("keywords")
        else getattr(now, name)
        for name in now.differences(mine)
    }
    return [(form[name].label.text, text) for name, text in told.items() if text]


def _page(
    template: str,
    topic: Topic,
    form: SeenForm,
    *,
    moves: Moves | None = None,
    status: int = 200,
) -> Response:
    return render(
        f"topic_list/{template}.html",
        fragment="form",
        status=status,
        topic=topic,
        form=form,
        moves=moves,
    )


def _show_sorting(topic: Topic, form: SortingForm, status: int = 200) -> Response:
    concerns, has_more = concerns_to_sort(topic)
    return render(
        "topic_list/sorting.html",
        fragment="sorting",
        status=status,
        topic=topic,
        form=form,
        parts=parts_of(topic),
        concerns=concerns,
        has_more=has_more,
        sorted_id=request.args.get("sorted", type=int),
    )
