"""What staff say or decide: an answer, a state, whether it counts, whether it is a complaint."""

from flask import g
from flask.typing import ResponseReturnValue
from flask_babel import gettext as _

from coffeecop.concerns import verbs
from coffeecop.concerns.undo import change_undoably
from coffeecop.concerns.verbs import CannotBeAnswered, SomebodyWaits, decline
from coffeecop.db import db
from coffeecop.staff.concerns.answering import (
    REFUSALS,
    answer_form,
    enter,
    take_steps,
    what_was_done,
)
from coffeecop.staff.concerns.blueprint import (
    back_to,
    bp,
    chosen_list,
    concern_or_404,
    concern_to_move,
    event_concern_or_404,
    list_without,
    show_next,
    stay,
)
from coffeecop.staff.concerns.page import (
    DeclineForm,
    FindingForm,
    HideForm,
    StateForm,
    concern_page,
    seen_or_show,
    tapped,
)
from coffeecop.staff.identity.auth import complaints_only, staff_only
from coffeecop.staff.identity.confirmation import recently_confirmed


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


@bp.post("/<int:concern_id>/release")
@staff_only
def release(concern_id: int) -> ResponseReturnValue:
    concern = event_concern_or_404(concern_id)
    tapped(concern, "review_form")
    found = chosen_list()
    verbs.show(concern, by=g.staff_member)
    db.session.commit()
    counts = _("Number %(number)s counts now.", number=concern.id)
    return show_next(concern, found, counts) if found.chosen.review else stay(concern, counts)


@bp.post("/<int:concern_id>/hide")
@staff_only
def hide(concern_id: int) -> ResponseReturnValue:
    concern = event_concern_or_404(concern_id)
    form = HideForm().or_show(lambda form: concern_page(concern, hide_form=form))
    by, found = g.staff_member, chosen_list()
    key, reason = form.key_hash("hide", str(concern.id)), form.hidden_for.data
    change = change_undoably(form.kind, [concern], verbs.hide, reason, key_hash=key, by=by)
    db.session.commit()
    return show_next(concern, found, _("Nothing had to be changed."), change=change)


@bp.post("/<int:concern_id>/complaint")
@staff_only
@recently_confirmed
def move(concern_id: int) -> ResponseReturnValue:
    concern = concern_to_move(concern_id)
    tapped(concern, "move_form")
    verbs.make_complaint(concern, by=g.staff_member)
    db.session.commit()
    if g.staff_member.reads_complaints:
        return stay(concern, _("It is moved to complaints."))
    return list_without(concern_id)


@bp.post("/<int:concern_id>/complaint/return")
@complaints_only
@recently_confirmed
def move_back(concern_id: int) -> ResponseReturnValue:
    concern = concern_or_404(concern_id)
    tapped(concern, "move_form")
    verbs.return_complaint(concern, by=g.staff_member)
    db.session.commit()
    return stay(concern, _("It is back among the concerns of the event."))


@bp.post("/<int:concern_id>/complaint/finding")
@complaints_only
def note_finding(concern_id: int) -> ResponseReturnValue:
    concern = concern_or_404(concern_id)
    form = FindingForm().or_show(lambda form: concern_page(concern, move_form=form))
    verbs.note_finding(concern, is_sustained=form.found.data == "yes", by=g.staff_member)
    db.session.commit()
    return stay(concern, _("Saved."))
