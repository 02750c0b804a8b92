"""What a case needs is put on hold, and let go."""

from flask import Response, g, request
from flask.typing import ResponseReturnValue
from flask_babel import gettext as _

from coffeecop.parts.records.forms import HoldForm
from coffeecop.parts.records.models.holds import (
    MOST_FOUND,
    Hold,
    found_concerns,
    place_hold,
    record_name,
)
from coffeecop.parts.records.views.blueprint import attempt, bp, for_clerks, for_confirmed_clerks
from coffeecop.staff.concern_list.picks import picked_ids
from coffeecop.staff.identity.auth import own_or_404
from coffeecop.web.forms import StaffForm
from coffeecop.web.rendering import flash_to, render
from coffeecop.web.security import parse_id

bp.add_app_template_filter(record_name)


@bp.get("/holds/new")
@for_clerks
def new_hold() -> ResponseReturnValue:
    return _show_hold(None, _hold_form(None, formdata=None))


@bp.post("/holds")
@for_clerks
def create_hold() -> ResponseReturnValue:
    form = _hold_form(None)
    placed = attempt(
        form,
        lambda: place_hold(
            form.refs,
            name=form.name.data,
            reason=form.reason.data,
            key_hash=form.key_hash("hold"),
            by=g.staff_member,
        ),
    )
    if placed is None:
        return _show_hold(None, form)
    said = _("On hold. Nothing in it is destroyed until somebody lifts the hold.")
    return flash_to(said, "records.hold", hold_id=placed.id)


@bp.get("/holds/<int:hold_id>")
@for_clerks
def hold(hold_id: int) -> ResponseReturnValue:
    found = own_or_404(Hold, hold_id)
    return _show_hold(found, _hold_form(found, formdata=None))


@bp.post("/holds/<int:hold_id>/records")
@for_clerks
def add_to_hold(hold_id: int) -> ResponseReturnValue:
    found = own_or_404(Hold, hold_id)
    form = _hold_form(found)
    if attempt(form, lambda: found.add(form.refs, by=g.staff_member)):
        return flash_to(_("Added to the hold."), "records.hold", hold_id=found.id)
    return _show_hold(found, form)


@bp.post("/holds/<int:hold_id>/lift")
@for_confirmed_clerks
def lift_hold(hold_id: int) -> ResponseReturnValue:
    found, form = own_or_404(Hold, hold_id), StaffForm()
    if attempt(form, lambda: found.lift(by=g.staff_member)):
        said = _("The hold is lifted. The schedule applies again.")
        return flash_to(said, "records.hold", hold_id=found.id)
    return _show_hold(found, _hold_form(found, formdata=None), lift_form=form)


def _hold_form(found: Hold | None, **options: object) -> HoldForm:
    return HoldForm(g.staff_member.agency_id, is_new=found is None, **options)


def _show_hold(
    found: Hold | None, form: HoldForm, *, lift_form: StaffForm | None = None
) -> Response:
    words, ids = request.args.get("q", "").strip(), picked_ids(request.args)
    event_id = parse_id(request.args.get("event", ""))
    return render(
        "records/hold.html",
        fragment="hold",
        hold=found,
        held=found.contents(g.staff_member) if found else None,
        form=form,
        lift_form=lift_form or StaffForm(formdata=None),
        words=words,
        concerns=found_concerns(g.staff_member, words=words, ids=ids, event_id=event_id),
        # What was picked is meant; what was found is to be looked at.
        ticked=form.concern_ids if form.is_submitted() else ids,
        most=MOST_FOUND,
        args={"q": words, "like": "-".join(map(str, ids))},
    )
