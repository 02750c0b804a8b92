from flask import Blueprint, abort, g

from coffeecop.models import Concern
from coffeecop.staff.concerns.queries import readable_concern

bp = Blueprint("staff_concerns", __name__, url_prefix="/staff/concerns")


def concern_or_404(concern_id: int) -> Concern:
    return readable_concern(concern_id, g.staff_member) or abort(404)
