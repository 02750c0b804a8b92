"""Who takes care of a concern and by when, putting it away for later, and notes among staff."""

from flask import abort, g
from flask.typing import ResponseReturnValue
from flask_babel import gettext as _

from coffeecop.concerns.assignment import (
    Assignment,
    add_note,
    set_assignment,
    snooze_concern,
    unsnooze_concern,
)
from coffeecop.concerns.undo import change_undoably
from coffeecop.db import db
from coffeecop.models import ChangeKind, Concern
from coffeecop.staff.concerns.page import concern_page
from coffeecop.staff.concerns.queries import colleagues
from coffeecop.staff.concerns.seen import seen_before
from coffeecop.staff.concerns.triage.forms import AssignForm, NoteForm, SnoozeForm
from coffeecop.staff.concerns.triage.queries import triage_of
from coffeecop.staff.concerns.views.blueprint import (
    back_to,
    bp,
    chosen_list,
    concern_or_404,
    show_or_list,
    stay,
)
from coffeecop.staff.identity.auth import staff_only
from coffeecop.web.forms import StaffForm


@bp.post("/<int:concern_id>/assign")
@staff_only
def assign(concern_id: int) -> ResponseReturnValue:
    concern, member = _present_or_404(concern_id), g.staff_member
    form = AssignForm(concern, triage_of(concern, member), colleagues(member, concern))
    if not (form.validate_on_submit() and seen_before(form, concern)):
        return concern_page(concern, assign_form=form)
    assignment = Assignment(form.assignee.row, form.deputy.row, form.chosen_due)
    people = (concern.assigned_to_id, concern.deputy_id)
    is_same = people == (form.assignee.data, form.deputy.data)
    kind = ChangeKind.DUE if is_same else ChangeKind.ASSIGNED
    key = form.key_hash(str(concern.id))
    change = change_undoably(kind, [concern], set_assignment, assignment, key_hash=key, by=member)
    db.session.commit()
    if not change.items:
        return stay(concern, _("Nothing was changed."))
    return back_to(concern, change=change.id)


@bp.post("/<int:concern_id>/snooze")
@staff_only
def snooze(concern_id: int) -> ResponseReturnValue:
    concern, member = _present_or_404(concern_id), g.staff_member
    form = SnoozeForm(triage_of(concern, member))
    if not (form.validate_on_submit() and seen_before(form, concern)):
        return concern_page(concern, snooze_form=form)
    found, key, day = chosen_list(), form.key_hash(str(concern.id)), form.chosen_day
    kind = ChangeKind.SNOOZED
    change = change_undoably(kind, [concern], snooze_concern, day, key_hash=key, by=member)
    db.session.commit()
    # With the button that undoes the change.
    following = found.next_after(concern.id) if found.place(concern.id) else None
    return show_or_list(following, {"change": change.id, **found.chosen.args})


@bp.post("/<int:concern_id>/unsnooze")
@staff_only
def unsnooze(concern_id: int) -> ResponseReturnValue:
    concern = _present_or_404(concern_id)
    StaffForm().or_show(lambda form: concern_page(concern, unsnooze_form=form))
    unsnooze_concern(concern, by=g.staff_member)
    db.session.commit()
    return stay(concern, _("It is back in the lists."))


@bp.post("/<int:concern_id>/notes")
@staff_only
def write_note(concern_id: int) -> ResponseReturnValue:
    concern = concern_or_404(concern_id)
    form = NoteForm().or_show(lambda form: concern_page(concern, note_form=form))
    key_hash = form.key_hash("note", str(concern.id))
    add_note(concern, key_hash=key_hash, body=form.note.data, by=g.staff_member)
    db.session.commit()
    return stay(concern, _("The note is saved. Only staff read it."))


def _present_or_404(concern_id: int) -> Concern:
    concern = concern_or_404(concern_id)
    return abort(404) if concern.is_withdrawn else concern
