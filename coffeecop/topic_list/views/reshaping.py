"""Merging, splitting, retiring and restoring a topic.

All four run one course: a form, what would change, and saving it.
"""

from typing import Any

from flask import Response, flash
from flask.typing import ResponseReturnValue

from coffeecop.db import db
from coffeecop.models import Role, Topic
from coffeecop.new_topics import NameTaken
from coffeecop.staff.auth import only_for, own_or_404
from coffeecop.topic_list.actions import AlreadyDone, ChangedMeanwhile
from coffeecop.topic_list.forms import SeenForm
from coffeecop.topic_list.moves import Moves
from coffeecop.topic_list.views.blueprint import (
    bp,
    colleague_was_first,
    current_list,
    is_sound,
    moves,
    refused,
)
from coffeecop.topic_list.views.reshapings import Merger, Reshaping, Restoration, Retirement, Split
from coffeecop.web import render, see_other

RESHAPINGS: dict[str, Reshaping[Any]] = {
    "merger": Merger(),
    "split": Split(),
    "retirement": Retirement(),
    "restoration": Restoration(),
}
ADDRESS = f"/topics/<int:topic_id>/<any({', '.join(RESHAPINGS)}):what>"


@bp.get(f"{ADDRESS}/new")
@only_for(Role.ADMIN)
def new_reshaping(topic_id: int, what: str) -> ResponseReturnValue:
    topic, reshaping = own_or_404(Topic, topic_id), RESHAPINGS[what]
    if not reshaping.is_possible(topic):
        return see_other("topic_list.show", topic_id=topic.id)
    return _page(what, topic, reshaping.new_form(topic))


@bp.post(f"{ADDRESS}/preview")
@only_for(Role.ADMIN)
def preview_reshaping(topic_id: int, what: str) -> ResponseReturnValue:
    topic, reshaping = own_or_404(Topic, topic_id), RESHAPINGS[what]
    form = reshaping.form(topic)
    if not is_sound(form, topic):
        return _page(what, topic, form, status=422)
    return _page(what, topic, form, moves=moves(reshaping.change(current_list(), topic, form)))


@bp.post(ADDRESS)
@only_for(Role.ADMIN)
def reshape(topic_id: int, what: str) -> ResponseReturnValue:
    topic, reshaping = own_or_404(Topic, topic_id), RESHAPINGS[what]
    form = reshaping.form(topic)
    if not form.validate_on_submit():
        return _page(what, topic, form, status=422)
    try:
        reshaping.save(topic, form)
    except AlreadyDone:
        return colleague_was_first(topic)
    except (ChangedMeanwhile, NameTaken) as refusal:
        return _page(what, topic, refused(form, refusal, topic), status=422)
    db.session.commit()
    flash(str(reshaping.saved))
    return reshaping.next_page(topic, form)


def _page(
    what: str, topic: Topic, form: SeenForm, *, moves: Moves | None = None, status: int = 200
) -> Response:
    return render(
        f"topic_list/new_{what}.html",
        fragment="form",
        status=status,
        topic=topic,
        form=form,
        moves=moves,
    )
