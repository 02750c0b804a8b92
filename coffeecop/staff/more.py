"""The page behind the last tab of a phone: everything that has no tab of its own."""

from flask import Blueprint
from flask.typing import ResponseReturnValue

from coffeecop.staff.identity.auth import staff_only
from coffeecop.web.rendering import render

bp = Blueprint("more", __name__, url_prefix="/staff/more")


@bp.get("")
@staff_only
def index() -> ResponseReturnValue:
    return render("staff/more.html", fragment="staff_content")
