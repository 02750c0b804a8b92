"""What there is of records, and how long they are kept, line by line."""

from flask import Response, abort, g
from flask.typing import ResponseReturnValue
from flask_babel import gettext as _

from coffeecop.models.keys import ChangedByColleague
from coffeecop.parts.records.asking import readable_rule, schedule_of
from coffeecop.parts.records.forms import RuleForm, ScheduleForm, values_of
from coffeecop.parts.records.models.destructions import destructions_of
from coffeecop.parts.records.models.holds import holds_with_numbers
from coffeecop.parts.records.models.schedule import RetentionRule, starter_schedules
from coffeecop.parts.records.views.blueprint import attempt, bp, for_clerks, for_confirmed_clerks
from coffeecop.web.rendering import flash_to, render


@bp.get("")
@for_clerks
def index() -> ResponseReturnValue:
    return _show_records(ScheduleForm(formdata=None))


@bp.post("/schedule")
@for_confirmed_clerks
def choose_schedule() -> ResponseReturnValue:
    form = ScheduleForm()
    if attempt(form, lambda: starter_schedules()[form.schedule.data].choose(by=g.staff_member)):
        return flash_to(_("Saved."), "records.index")
    return _show_records(form)


@bp.get("/schedule/<series>")
@for_clerks
def edit_rule(series: str) -> ResponseReturnValue:
    rule = rule_or_404(series)
    return _show_rule(rule, RuleForm(rule))


@bp.post("/schedule/<series>")
@for_confirmed_clerks
def update_rule(series: str) -> ResponseReturnValue:
    rule = rule_or_404(series)
    form = RuleForm(rule)
    seen = form.version.data
    try:
        if attempt(form, lambda: rule.change(values_of(form), seen=seen, by=g.staff_member)):
            return flash_to(_("Saved."), "records.index")
    except ChangedByColleague:
        form.add_conflict(rule)
    return _show_rule(rule, form)


def rule_or_404(series: str) -> RetentionRule:
    return readable_rule(series, g.staff_member) or abort(404)


def _show_records(form: ScheduleForm) -> Response:
    return render(
        "records/index.html",
        fragment="records",
        form=form,
        lines=schedule_of(g.staff_member),
        schedules=starter_schedules().values(),
        holds=holds_with_numbers(g.staff_member),
        destructions=destructions_of(g.staff_member),
    )


def _show_rule(rule: RetentionRule, form: RuleForm) -> Response:
    return render("records/rule.html", fragment="form", rule=rule, form=form)
