"""The page of a concern, and its topics."""

from flask import g, request
from flask.typing import ResponseReturnValue
from flask_babel import gettext as _

from coffeecop.concerns.topics import FlagNotDecided, change_topics
from coffeecop.db import db
from coffeecop.models.keys import ChangedByColleague, ConcurrentSave
from coffeecop.staff.concerns.address import chosen_list
from coffeecop.staff.concerns.page import concern_page, words_page
from coffeecop.staff.concerns.topics import topics_of_concern
from coffeecop.staff.concerns.views.blueprint import bp, concern_or_404, show_next, stay
from coffeecop.staff.identity.auth import staff_only


@bp.get("/<int:concern_id>")
@staff_only
def show(concern_id: int) -> ResponseReturnValue:
    """Show it, or the words to begin an answer with, as in ?words=parking."""
    concern = concern_or_404(concern_id)
    return words_page(concern) if "words" in request.args else concern_page(concern)


@bp.post("/<int:concern_id>/topics")
@staff_only
def set_topics(concern_id: int) -> ResponseReturnValue:
    concern = concern_or_404(concern_id)
    form = topics_of_concern(concern).form()
    form.or_show(lambda form: concern_page(concern, topics_form=form))
    found = chosen_list()
    try:
        change_topics(concern, shown=form.shown_ids, chosen=form.chosen_ids, by=g.staff_member)
    except FlagNotDecided:
        return stay(concern, _("Not saved: decide the flag first."), "error")
    except ConcurrentSave:
        return concern_page(concern_or_404(concern_id), topics_form=form, changed_meanwhile=True)
    except ChangedByColleague:
        text = _("A colleague got there first. Nothing was changed; these are the topics now.")
        return stay(concern, text, "error")
    db.session.commit()
    saved = _("Number %(number)s: the topics are saved.", number=concern.id)
    return show_next(concern, found, saved) if found.chosen.unsorted else stay(concern, saved)
