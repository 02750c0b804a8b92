from flask import Blueprint, Response, abort, g, request
from flask.typing import ResponseReturnValue

from coffeecop.db import db
from coffeecop.flags.actions import ColleagueWasFirst, look_at
from coffeecop.flags.figures import figures
from coffeecop.flags.forms import VERDICTS, LookForm
from coffeecop.flags.queries import MOST_COUNTED, flag_of, flag_page, unseen_flags
from coffeecop.models import ConcernFlag, FlagKind
from coffeecop.security import LARGEST_ID
from coffeecop.staff.auth import staff_only
from coffeecop.web import render, see_other

bp = Blueprint("flags", __name__, url_prefix="/staff")


@bp.app_template_global("unseen_flags")
def number_of_unseen() -> str:
    """Return how many marks wait for a look from whoever is signed in; nothing for none."""
    number = unseen_flags(g.staff_member) if g.staff_member else 0
    return f"{MOST_COUNTED}+" if number > MOST_COUNTED else str(number or "")


@bp.get("/concerns/flags")
@staff_only
def index() -> ResponseReturnValue:
    return _flags_page(LookForm())


@bp.post("/concerns/<int:concern_id>/flags/<kind>")
@staff_only
def look(concern_id: int, kind: str) -> ResponseReturnValue:
    flag = _flag(concern_id, kind) or abort(404)
    form = LookForm()
    if not form.validate_on_submit():
        return _flags_page(form)
    shown = VERDICTS.get(form.shown.data)
    try:
        look_at(flag, is_right=VERDICTS[form.is_right.data], shown=shown, by=g.staff_member)
    except ColleagueWasFirst:
        db.session.rollback()
    db.session.commit()
    return see_other("flags.index", concern=concern_id, kind=kind, page=request.args.get("page"))


def _flags_page(form: LookForm) -> Response:
    """Return the queue; a form given with errors makes it a refusal."""
    args = request.args
    return render(
        "flags/index.html",
        fragment="flags",
        status=422 if form.errors else 200,
        flags=flag_page(g.staff_member, page=args.get("page", 1, int)),
        form=form,
        figures=figures(),
        # What was just decided, by this person or by a colleague who was first.
        decided=_flag(args.get("concern", 0, int), args.get("kind", "")),
    )


def _flag(concern_id: int, kind: str) -> ConcernFlag | None:
    if kind not in list(FlagKind) or not 0 < concern_id <= LARGEST_ID:
        return None
    return flag_of(concern_id, FlagKind(kind), g.staff_member)
