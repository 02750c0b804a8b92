"""What is due, who approves that it is destroyed, and the certificate."""

from flask import Response, abort, g, request
from flask.typing import ResponseReturnValue
from flask_babel import gettext as _

from coffeecop.parts.records.asking import ask_for_destruction, look_inside, not_asked_yet, summary
from coffeecop.parts.records.forms import AskForm
from coffeecop.parts.records.models.destructions import Destruction, series_readable_by
from coffeecop.parts.records.views.blueprint import attempt, bp, for_clerks, for_confirmed_clerks
from coffeecop.parts.records.views.schedule import rule_or_404
from coffeecop.staff.identity.auth import own_or_404
from coffeecop.web.forms import StaffForm
from coffeecop.web.rendering import flash_to, render


@bp.get("/due/<series>")
@for_clerks
def due(series: str) -> ResponseReturnValue:
    return _show_due(series, AskForm(formdata=None))


@bp.post("/due/<series>")
@for_confirmed_clerks
def ask(series: str) -> ResponseReturnValue:
    rule, form = rule_or_404(series), AskForm()
    asked = attempt(
        form,
        lambda: ask_for_destruction(
            rule, key_hash=form.key_hash("destruction", series), by=g.staff_member
        ),
    )
    if asked is None:
        return _show_due(series, form)
    said = _("Asked. Two others have to approve it.")
    return flash_to(said, "records.destruction", destruction_id=asked.id)


@bp.get("/destructions/<int:destruction_id>")
@for_clerks
def destruction(destruction_id: int) -> ResponseReturnValue:
    return _show_destruction(_destruction_or_404(destruction_id), StaffForm(formdata=None))


@bp.post("/destructions/<int:destruction_id>/approval")
@for_confirmed_clerks
def approve(destruction_id: int) -> ResponseReturnValue:
    found, form = _destruction_or_404(destruction_id), StaffForm()
    if attempt(form, lambda: found.approve(by=g.staff_member)):
        return flash_to(_("Approved."), "records.destruction", destruction_id=found.id)
    return _show_destruction(found, form)


@bp.post("/destructions/<int:destruction_id>/stop")
@for_clerks
def stop(destruction_id: int) -> ResponseReturnValue:
    found, form = _destruction_or_404(destruction_id), StaffForm()
    if attempt(form, lambda: found.stop(by=g.staff_member)):
        said = _("Stopped. Nothing of it is destroyed.")
        return flash_to(said, "records.destruction", destruction_id=found.id)
    return _show_destruction(found, form)


def _show_due(series: str, form: AskForm) -> Response:
    rule, member = rule_or_404(series), g.staff_member
    if not rule.waits_for_approval:
        abort(404)
    return render(
        "records/due.html",
        fragment="due",
        rule=rule,
        form=form,
        look=look_inside(rule, member),
        due=summary(member.agency, not_asked_yet(member.agency, rule)),
    )


def _destruction_or_404(destruction_id: int) -> Destruction:
    found = own_or_404(Destruction, destruction_id)
    return found if found.series in series_readable_by(g.staff_member) else abort(404)


def _show_destruction(found: Destruction, form: StaffForm) -> Response:
    return render(
        "records/destruction.html",
        fragment="destruction",
        form=form,
        destruction=found,
        paper="a4" if request.args.get("paper") == "a4" else "letter",
    )
