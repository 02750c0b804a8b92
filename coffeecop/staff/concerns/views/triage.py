"""Who takes care of a concern and by when, putting it away for later, and notes among staff."""

from flask import g
from flask.typing import ResponseReturnValue
from flask_babel import gettext as _

from coffeecop.concerns import assignment, undo
from coffeecop.db import db
from coffeecop.staff.concerns.blueprint import (
    back_to,
    bp,
    chosen_list,
    concern_or_404,
    present_or_404,
    show_or_list,
    stay,
)
from coffeecop.staff.concerns.page import concern_page, seen_or_show, tapped
from coffeecop.staff.concerns.triage import NoteForm, assign_form, snooze_form
from coffeecop.staff.identity.auth import staff_only


@bp.post("/<int:concern_id>/assign")
@staff_only
def assign(concern_id: int) -> ResponseReturnValue:
    concern = present_or_404(concern_id)
    form = seen_or_show(concern, assign_form=assign_form(concern))
    change = undo.change_undoably(
        form.kind,
        [concern],
        assignment.set_assignment,
        form.assignment,
        key_hash=form.key_hash(str(concern.id)),
        by=g.staff_member,
    )
    db.session.commit()
    if not change.items:
        return stay(concern, _("Nothing was changed."))
    return back_to(concern, change=change.id)


@bp.post("/<int:concern_id>/snooze")
@staff_only
def snooze(concern_id: int) -> ResponseReturnValue:
    concern = present_or_404(concern_id)
    form = seen_or_show(concern, snooze_form=snooze_form(concern))
    found, key, day = chosen_list(), form.key_hash(str(concern.id)), form.chosen_day
    change = undo.change_undoably(
        form.kind, [concern], assignment.snooze_concern, day, key_hash=key, by=g.staff_member
    )
    db.session.commit()
    # With the button that undoes the change.
    following = found.next_after(concern.id) if found.place(concern.id) else None
    return show_or_list(following, {"change": change.id, **found.chosen.args})


@bp.post("/<int:concern_id>/unsnooze")
@staff_only
def unsnooze(concern_id: int) -> ResponseReturnValue:
    concern = present_or_404(concern_id)
    tapped(concern, "unsnooze_form")
    assignment.unsnooze_concern(concern, by=g.staff_member)
    db.session.commit()
    return stay(concern, _("It is back in the lists."))


@bp.post("/<int:concern_id>/notes")
@staff_only
def write_note(concern_id: int) -> ResponseReturnValue:
    concern = concern_or_404(concern_id)
    form = NoteForm().or_show(lambda form: concern_page(concern, note_form=form))
    key_hash = form.key_hash("note", str(concern.id))
    assignment.add_note(concern, key_hash=key_hash, body=form.note.data, by=g.staff_member)
    db.session.commit()
    return stay(concern, _("The note is saved. Only staff read it."))
