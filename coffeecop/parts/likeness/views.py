"""May a concern belong to a matter? Asked in one line, of what nobody has decided.

It is not asked with each page: each question starts a process.
"""

from flask import Blueprint, Response, abort, flash, g, request
from flask.typing import ResponseReturnValue
from flask_babel import gettext as _

from coffeecop.db import db
from coffeecop.models import Concern, Matter
from coffeecop.parts.likeness import questions
from coffeecop.staff.identity.auth import staff_only
from coffeecop.staff.matters.queries import own_concern, own_row
from coffeecop.staff.matters.views.blueprint import back_to, matter_or_404
from coffeecop.web.forms import StaffForm
from coffeecop.web.rendering import render, see_other

bp = Blueprint("staff_likeness", __name__, url_prefix="/staff/matters", template_folder="templates")


@bp.get("/likely")
@staff_only
def likely() -> ResponseReturnValue:
    """Ask to which matter ?concern=7 belongs, or what else belongs to ?matter=3."""
    member = g.staff_member
    if "concern" in request.args:
        concern = own_concern(member, request.args["concern"]) or abort(404)
        return _page(questions.likeliest_matter(concern, member), concern=concern)
    if "matter" not in request.args:
        return see_other("staff_concerns.index")
    matter = own_row(Matter, member, request.args["matter"]) or abort(404)
    return _page(questions.likeliest_concern(matter, member), matter=matter)


@bp.post("/<int:matter_id>/likely/<int:concern_id>")
@staff_only
def decide_likely(matter_id: int, concern_id: int) -> ResponseReturnValue:
    """Keep a yes or no; go back to where it was asked: ?at=concern, or the page of the matter."""
    matter = matter_or_404(matter_id)
    concern = own_concern(g.staff_member, str(concern_id)) or abort(404)
    question = questions.BelongsQuestion(matter, concern)
    is_at_concern = request.args.get("at") == "concern"
    of = {"concern": concern} if is_at_concern else {"matter": matter}
    StaffForm().or_show(lambda form: _page(question, form, **of))
    belongs = request.form.get("belongs") == "yes"
    questions.decide(question, belongs=belongs, by=g.staff_member)
    db.session.commit()
    if not is_at_concern:
        return back_to(matter, did="added" if belongs else "refused", concerns=str(concern.id))
    if belongs:
        flash(_("Number %(number)s belongs to “%(name)s”.", number=concern.id, name=matter.name))
    else:
        flash(_("Number %(number)s is not asked about again.", number=concern.id))
    return see_other("staff_concerns.show", concern_id=concern.id)


def _page(
    question: questions.BelongsQuestion | None,
    form: StaffForm | None = None,
    *,
    matter: Matter | None = None,
    concern: Concern | None = None,
) -> Response:
    return render(
        "likeness/likely.html",
        fragment="likely",
        question=question,
        form=form or StaffForm(formdata=None),
        matter=matter,
        concern=concern,
    )
