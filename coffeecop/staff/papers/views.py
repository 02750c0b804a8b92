from flask import Blueprint, Response, abort, g
from flask.typing import ResponseReturnValue

from coffeecop.models import Role
from coffeecop.staff.identity.auth import only_for
from coffeecop.staff.papers.written import PAPERS, paper_of
from coffeecop.web.rendering import render

bp = Blueprint("papers", __name__, url_prefix="/staff/papers")


@bp.get("")
@only_for(Role.ADMIN)
def index() -> ResponseReturnValue:
    papers = {name: paper_of(g.staff_member.agency, name) for name in PAPERS}
    return render("staff/papers/index.html", fragment="staff_content", papers=papers)


@bp.get("/<name>")
@only_for(Role.ADMIN)
def show(name: str) -> Response:
    if name not in PAPERS:
        abort(404)
    paper = paper_of(g.staff_member.agency, name)
    return render("staff/papers/show.html", fragment="staff_content", paper=paper)
