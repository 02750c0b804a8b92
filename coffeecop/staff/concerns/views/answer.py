"""What staff say or decide on the page of a concern: an answer, a state, that it cannot be done."""

from flask import g
from flask.typing import ResponseReturnValue
from flask_babel import gettext as _

from coffeecop.concerns.verbs import CannotBeAnswered, SomebodyWaits, decline
from coffeecop.db import db
from coffeecop.staff.concerns.address import chosen_list
from coffeecop.staff.concerns.answering import (
    REFUSALS,
    answer_form,
    enter,
    take_steps,
    what_was_done,
)
from coffeecop.staff.concerns.forms import DeclineForm, StateForm
from coffeecop.staff.concerns.page import concern_page, seen_or_show
from coffeecop.staff.concerns.views.blueprint import back_to, bp, concern_or_404, show_next, stay
from coffeecop.staff.identity.auth import staff_only


@bp.post("/<int:concern_id>/messages")
@staff_only
def answer(concern_id: int) -> ResponseReturnValue:
    concern = concern_or_404(concern_id)
    form = seen_or_show(concern, answer_form=answer_form(concern))
    found = chosen_list()
    try:
        change = take_steps(concern, form)
    except (CannotBeAnswered, SomebodyWaits) as refusal:
        form.form_errors.append(REFUSALS[type(refusal)])
        return concern_page(concern, answer_form=form)
    db.session.commit()
    return show_next(concern, found, what_was_done(concern, form), change=change)


@bp.post("/<int:concern_id>/state")
@staff_only
def set_state(concern_id: int) -> ResponseReturnValue:
    concern = concern_or_404(concern_id)
    form = seen_or_show(concern, state_form=StateForm())
    change = enter(concern, form.state.data, form.key_hash("state", str(concern.id)))
    db.session.commit()
    if not change.items:
        return stay(concern, _("Nothing had to be changed."))
    return back_to(concern, change=change.id)


@bp.post("/<int:concern_id>/decline", endpoint="decline")
@staff_only
def say_it_cannot_be(concern_id: int) -> ResponseReturnValue:
    concern = concern_or_404(concern_id)
    form = DeclineForm().or_show(lambda form: concern_page(concern, decline_form=form))
    found = chosen_list()
    key_hash = form.key_hash("decline", str(concern.id))
    try:
        decline(concern, key_hash=key_hash, reason=form.why.data, by=g.staff_member)
    except CannotBeAnswered:
        form.form_errors.append(_("Not saved: the resident took it back."))
        return concern_page(concern, decline_form=form)
    db.session.commit()
    said = _("Number %(number)s: you said that it cannot be done, and why.", number=concern.id)
    return show_next(concern, found, said)
