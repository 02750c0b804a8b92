from flask import Blueprint
from flask.typing import ResponseReturnValue

from coffeecop.staff.identity.auth import staff_only
from coffeecop.staff.today.page import today_page

bp = Blueprint("today", __name__, url_prefix="/staff")


@bp.get("")
@staff_only
def index() -> ResponseReturnValue:
    return today_page()
