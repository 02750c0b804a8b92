"""What a change of the topic list moved, and its undoing."""

from collections.abc import Sequence

from flask import Response, flash, g, request
from flask.typing import ResponseReturnValue
from flask_babel import gettext as _
from flask_babel import ngettext

from coffeecop.db import db
from coffeecop.models import Role, Topic, TopicChange, TopicChangeKind
from coffeecop.models.keys import ChangedByColleague
from coffeecop.models.topics import topics_of
from coffeecop.staff.identity.auth import only_for, own_or_404
from coffeecop.staff.topics.changes import is_undoable, undo
from coffeecop.staff.topics.moves import moved_by
from coffeecop.staff.topics.queries import has_concerns_to_sort
from coffeecop.staff.topics.views.index import bp
from coffeecop.web.forms import StaffForm
from coffeecop.web.rendering import render, see_other

# The page asks so many times by itself whether all concerns are read again.
MOST_LOOKS = 20
# In a message that a cookie holds.
MOST_NUMBERS = 50


@bp.get("/changes/<int:topic_change_id>")
@only_for(Role.ADMIN)
def show_change(topic_change_id: int) -> ResponseReturnValue:
    change = own_or_404(TopicChange, topic_change_id)
    if change.undone_at:
        return see_other("topics.index")
    return _change_page(change, StaffForm(formdata=None))


@bp.post("/changes/<int:topic_change_id>/undo")
@only_for(Role.ADMIN)
def undo_change(topic_change_id: int) -> ResponseReturnValue:
    change = own_or_404(TopicChange, topic_change_id)
    form = StaffForm()
    if not form.validate_on_submit():
        return _change_page(change, form)
    try:
        result = undo(change, by=g.staff_member)
    except ChangedByColleague:
        flash(_("Not undone: the list has been changed since."), "error")
        return see_other("topics.show_change", topic_change_id=change.id)
    db.session.commit()
    flash(_("Undone. The list is as it was before."))
    if result.left:
        flash(_left_in_words(result.left))
    if result.retired:
        flash(_("What was added is retired, not removed, because people have used it since."))
    return see_other("topics.index")


def commit_change(change: TopicChange) -> ResponseReturnValue:
    db.session.commit()
    return see_other("topics.show_change", topic_change_id=change.id)


def _change_page(change: TopicChange, form: StaffForm) -> Response:
    topic = db.session.get_one(Topic, change.topic_id)
    looks = request.args.get("looks", 0, type=int)
    is_split = change.kind is TopicChangeKind.SPLIT
    return render(
        "staff/topics/change.html",
        fragment="moved",
        change=change,
        form=form,
        topic=topic,
        into=db.session.get(Topic, topic.replaced_by_id) if topic.replaced_by_id else None,
        parts=[each for each in topics_of(topic.agency_id) if each.split_from_id == topic.id],
        is_to_sort=is_split and has_concerns_to_sort(topic),
        moved=moved_by(change),
        is_undoable=is_undoable(change),
        next_look=looks + 1 if looks < MOST_LOOKS else None,
    )


def _left_in_words(concern_ids: Sequence[int]) -> str:
    numbers = ", ".join(map(str, concern_ids[:MOST_NUMBERS]))
    return ngettext(
        "%(num)s concern keeps its topics, because a person has sorted it since: %(numbers)s",
        "%(num)s concerns keep their topics, because people have sorted them since: %(numbers)s",
        len(concern_ids),
        numbers=numbers + "…" * (len(concern_ids) > MOST_NUMBERS),
    )
