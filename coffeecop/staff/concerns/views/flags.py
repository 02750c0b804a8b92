from flask import Response, abort, g, request
from flask.typing import ResponseReturnValue

from coffeecop.db import db
from coffeecop.models import ConcernFlag, FlagKind
from coffeecop.models.conflicts import ChangedByColleague
from coffeecop.staff.auth import staff_only
from coffeecop.staff.concerns.actions import record_verdict
from coffeecop.staff.concerns.flag_figures import figures
from coffeecop.staff.concerns.forms import VERDICTS, VerdictForm
from coffeecop.staff.concerns.queries import flag_of, flag_page
from coffeecop.staff.concerns.views.blueprint import bp
from coffeecop.staff.queries.paging import page_number
from coffeecop.web.rendering import render, see_other
from coffeecop.web.security import parse_id


@bp.get("/flags")
@staff_only
def flags() -> ResponseReturnValue:
    return _flags_page(VerdictForm())


@bp.post("/<int:concern_id>/flags/<kind>")
@staff_only
def review_flag(concern_id: int, kind: str) -> ResponseReturnValue:
    flag = _flag(concern_id, kind) or abort(404)
    form = VerdictForm()
    if not form.validate_on_submit():
        return _flags_page(form)
    shown = VERDICTS.get(form.shown.data)
    try:
        record_verdict(flag, is_right=VERDICTS[form.is_right.data], shown=shown, by=g.staff_member)
        db.session.commit()
    except ChangedByColleague:
        db.session.rollback()
    return see_other(
        "staff_concerns.flags", concern=concern_id, kind=kind, page=request.args.get("page")
    )


def _flags_page(form: VerdictForm) -> Response:
    args = request.args
    return render(
        "staff/concerns/flags.html",
        fragment="flags",
        flags=flag_page(g.staff_member, page=page_number(args)),
        form=form,
        figures=figures(),
        # The flag just reviewed, by this person or by a colleague who was first.
        decided=_flag(parse_id(args.get("concern", "")), args.get("kind", "")),
    )


def _flag(concern_id: int | None, kind: str) -> ConcernFlag | None:
    if kind not in list(FlagKind) or concern_id is None:
        return None
    return flag_of(concern_id, FlagKind(kind), g.staff_member)
