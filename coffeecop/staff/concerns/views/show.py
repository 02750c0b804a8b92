"""The page of a concern, its topics, and what was done about its flags."""

from flask import flash, g, request
from flask.typing import ResponseReturnValue
from flask_babel import gettext as _

from coffeecop.concerns import verbs
from coffeecop.concerns.topics import FlagNotDecided, change_topics
from coffeecop.db import db
from coffeecop.models.keys import ChangedByColleague, ConcurrentSave
from coffeecop.staff.concerns.blueprint import (
    back_to,
    bp,
    chosen_list,
    concern_or_404,
    flagged_or_404,
    show_next,
    stay,
)
from coffeecop.staff.concerns.page import FlagForm, concern_page, tapped, words_page
from coffeecop.staff.concerns.topics import topics_of_concern
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


@bp.post("/<int:concern_id>/flags")
@staff_only
def decide(concern_id: int) -> ResponseReturnValue:
    concern = flagged_or_404(concern_id)
    form = FlagForm().or_show(lambda form: concern_page(concern, flag_form=form))
    try:
        verbs.decide_flags(
            concern, form.action.data, shown=form.shown.data or "", by=g.staff_member
        )
        db.session.commit()
        flash(_("Number %(number)s: what you did is on record.", number=concern.id))
    except ChangedByColleague:
        db.session.rollback()
        flash(_("Not saved: a colleague was first, or there is a new flag. Look again."), "error")
    return back_to(concern)


@bp.post("/<int:concern_id>/flags/taken")
@staff_only
def take_flags(concern_id: int) -> ResponseReturnValue:
    concern = flagged_or_404(concern_id)
    tapped(concern, "flag_form")
    verbs.take_flags(concern, by=g.staff_member)
    db.session.commit()
    return back_to(concern)
