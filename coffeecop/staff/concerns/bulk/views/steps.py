"""The page of what can be done with the concerns that were picked, and its short steps."""

from datetime import date
from zoneinfo import ZoneInfo

from flask import Response, g
from flask.typing import ResponseReturnValue

from coffeecop.db import now
from coffeecop.models import Concern, StaffMember
from coffeecop.staff.concern_list.picks import MOST_AT_ONCE
from coffeecop.staff.concerns.bulk.actions import give_all, hide_all, put_all_away, set_statuses
from coffeecop.staff.concerns.bulk.forms import (
    GiveForm,
    HideForm,
    PickedForm,
    PutAwayForm,
    StatusesForm,
)
from coffeecop.staff.concerns.bulk.queries import picked_concerns
from coffeecop.staff.concerns.bulk.views.landing import (
    land,
    list_args,
    nothing_picked,
    picked_in_address,
)
from coffeecop.staff.concerns.queries import colleagues
from coffeecop.staff.concerns.views.blueprint import bp
from coffeecop.staff.identity.auth import staff_only
from coffeecop.web.rendering import render


@bp.get("/bulk")
@staff_only
def bulk() -> ResponseReturnValue:
    picked = picked_in_address()
    return _page(picked) if picked else nothing_picked()


@bp.post("/bulk/status")
@staff_only
def bulk_status() -> ResponseReturnValue:
    form = StatusesForm()
    picked = _picked(form)
    if not form.validate_on_submit():
        return _page(picked, status_form=form)
    status, key, by = form.status.data, form.key_hash("status"), g.staff_member
    return land(lambda: set_statuses(picked, status, key_hash=key, by=by))


@bp.post("/bulk/colleague")
@staff_only
def bulk_give() -> ResponseReturnValue:
    form = GiveForm(colleagues=_colleagues())
    picked = _picked(form)
    if not form.validate_on_submit():
        return _page(picked, give_form=form)
    colleague, key, by = form.chosen_colleague, form.key_hash("colleague"), g.staff_member
    return land(lambda: give_all(picked, colleague, key_hash=key, by=by))


@bp.post("/bulk/put-away")
@staff_only
def bulk_put_away() -> ResponseReturnValue:
    form = PutAwayForm(today=_today())
    picked = _picked(form)
    if not form.validate_on_submit():
        return _page(picked, put_away_form=form)
    day, key, by = form.chosen_day, form.key_hash("put-away"), g.staff_member
    return land(lambda: put_all_away(picked, day, key_hash=key, by=by))


@bp.post("/bulk/hiding")
@staff_only
def bulk_hide() -> ResponseReturnValue:
    form = HideForm()
    picked = _picked(form)
    if not form.validate_on_submit():
        return _page(picked, hide_form=form)
    reason, key, by = form.reason.data, form.key_hash("hiding"), g.staff_member
    return land(lambda: hide_all(picked, reason, key_hash=key, by=by))


def _picked(form: PickedForm) -> list[Concern]:
    return picked_concerns(form.ids[:MOST_AT_ONCE], g.staff_member)


def _page(
    picked: list[Concern],
    *,
    status_form: StatusesForm | None = None,
    give_form: GiveForm | None = None,
    put_away_form: PutAwayForm | None = None,
    hide_form: HideForm | None = None,
) -> Response:
    """Render the page. A POST holds the fields of one form only."""
    return render(
        "staff/concerns/bulk/show.html",
        fragment="steps",
        picked=picked,
        args=list_args(),
        most_at_once=MOST_AT_ONCE,
        is_one_event=len({each.event_id for each in picked}) == 1,
        status_form=status_form or StatusesForm(formdata=None),
        give_form=give_form or GiveForm(colleagues=_colleagues(), formdata=None),
        put_away_form=put_away_form or PutAwayForm(today=_today(), formdata=None),
        hide_form=hide_form or HideForm(formdata=None),
    )


def _colleagues() -> list[StaffMember]:
    return list(colleagues(g.staff_member))


def _today() -> date:
    return now().astimezone(ZoneInfo(g.staff_member.agency.time_zone)).date()
