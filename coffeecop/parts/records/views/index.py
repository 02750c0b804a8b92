"""The schedule and the holds."""

from typing import Any

from flask import Response, flash, g, request
from flask.typing import ResponseReturnValue
from flask_babel import gettext as _

from coffeecop.db import db
from coffeecop.models import Role
from coffeecop.models.keys import ChangedByColleague
from coffeecop.parts.records import actions, queries
from coffeecop.parts.records.forms import HoldForm, RuleForm, ScheduleForm
from coffeecop.parts.records.labels import event_label
from coffeecop.parts.records.models.holds import Hold
from coffeecop.parts.records.models.schedule import RetentionRule, starter_schedules
from coffeecop.parts.records.views.blueprint import bp, rule_or_404
from coffeecop.staff.concern_list.picks import picked_ids
from coffeecop.staff.concern_list.search import LONGEST_SEARCH
from coffeecop.staff.identity.auth import only_for, own_or_404
from coffeecop.staff.identity.confirmation import recently_confirmed
from coffeecop.web.forms import StaffForm
from coffeecop.web.rendering import render, see_other
from coffeecop.web.security import parse_id


@bp.get("")
@only_for(Role.RECORDS)
def index() -> ResponseReturnValue:
    return _show_records(ScheduleForm(formdata=None))


@bp.post("/schedule")
@only_for(Role.RECORDS)
@recently_confirmed
def choose_schedule() -> ResponseReturnValue:
    form = ScheduleForm()
    if not form.validate_on_submit():
        return _show_records(form)
    actions.choose_schedule(starter_schedules()[form.schedule.data], by=g.staff_member)
    db.session.commit()
    flash(_("Saved."))
    return see_other("records.index")


@bp.get("/schedule/<series>")
@only_for(Role.RECORDS)
def edit_rule(series: str) -> ResponseReturnValue:
    rule = rule_or_404(series)
    return _show_rule(rule, RuleForm(rule))


@bp.post("/schedule/<series>")
@only_for(Role.RECORDS)
@recently_confirmed
def update_rule(series: str) -> ResponseReturnValue:
    rule = rule_or_404(series)
    form = RuleForm(rule)
    if not form.validate_on_submit():
        return _show_rule(rule, form)
    try:
        actions.change_rule(rule, form.values, seen=form.version.data, by=g.staff_member)
    except ChangedByColleague:
        form.add_conflict(rule)
        return _show_rule(rule, form)
    db.session.commit()
    flash(_("Saved."))
    return see_other("records.index")


@bp.get("/holds/new")
@only_for(Role.RECORDS)
def new_hold() -> ResponseReturnValue:
    return _show_hold(None)


@bp.post("/holds")
@only_for(Role.RECORDS)
def create_hold() -> ResponseReturnValue:
    form = _hold_form()
    if not form.validate_on_submit():
        return _show_hold(None, form)
    hold = actions.place_hold(
        form.refs,
        name=form.name.data,
        reason=form.reason.data,
        key_hash=form.key_hash("hold"),
        by=g.staff_member,
    )
    db.session.commit()
    flash(_("On hold. Nothing of it is destroyed until somebody lifts the hold."))
    return see_other("records.hold", hold_id=hold.id)


@bp.get("/holds/<int:hold_id>")
@only_for(Role.RECORDS)
def hold(hold_id: int) -> ResponseReturnValue:
    return _show_hold(own_or_404(Hold, hold_id))


@bp.post("/holds/<int:hold_id>/records")
@only_for(Role.RECORDS)
def add_to_hold(hold_id: int) -> ResponseReturnValue:
    found, form = own_or_404(Hold, hold_id), _hold_form(is_new=False)
    if not form.validate_on_submit():
        return _show_hold(found, form)
    actions.add_to_hold(found, form.refs, by=g.staff_member)
    db.session.commit()
    flash(_("Added to the hold."))
    return see_other("records.hold", hold_id=found.id)


@bp.post("/holds/<int:hold_id>/lift")
@only_for(Role.RECORDS)
@recently_confirmed
def lift_hold(hold_id: int) -> ResponseReturnValue:
    found, form = own_or_404(Hold, hold_id), StaffForm()
    if not form.validate_on_submit():
        return _show_hold(found, lift_form=form)
    try:
        actions.lift_hold(found, by=g.staff_member)
    except actions.StillRequested:
        form.form_errors.append(
            _("An open request for records needs this hold. Close the request to lift it.")
        )
        return _show_hold(found, lift_form=form)
    db.session.commit()
    flash(_("The hold is lifted. The schedule applies again."))
    return see_other("records.hold", hold_id=found.id)


def _show_records(form: ScheduleForm) -> Response:
    member = g.staff_member
    return render(
        "records/index.html",
        fragment="records",
        form=form,
        lines=queries.schedule_of(member),
        schedules=starter_schedules().values(),
        holds=queries.holds_with_numbers(member),
        destructions=queries.destructions_of(member),
    )


def _show_rule(rule: RetentionRule, form: RuleForm) -> Response:
    return render("records/rule.html", fragment="form", rule=rule, form=form)


def _hold_form(**options: Any) -> HoldForm:
    events = queries.events_to_hold(g.staff_member.agency_id)
    return HoldForm(((number, event_label(event)) for number, event in events), **options)


def _show_hold(
    found: Hold | None, form: HoldForm | None = None, *, lift_form: StaffForm | None = None
) -> Response:
    form = form or _hold_form(is_new=found is None, formdata=None)
    words = request.args.get("q", "")[:LONGEST_SEARCH].strip()
    ids = picked_ids(request.args)
    concerns = queries.found_concerns(
        g.staff_member, words=words, ids=ids, event_id=parse_id(request.args.get("event", ""))
    )
    return render(
        "records/hold.html",
        fragment="hold",
        hold=found,
        held=queries.held_by(found, g.staff_member) if found else None,
        form=form,
        lift_form=lift_form or StaffForm(formdata=None),
        words=words,
        concerns=concerns,
        # What was picked is meant; what was found is to be looked at.
        ticked=form.concern_ids if form.is_submitted() else ids,
        most=queries.MOST_FOUND,
        args={"q": words, "like": "-".join(map(str, ids))},
    )
