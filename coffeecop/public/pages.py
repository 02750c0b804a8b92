from collections import defaultdict
from collections.abc import Callable, Mapping, Sequence
from datetime import timedelta
from typing import Any

from flask import Blueprint, Response, abort, render_template, url_for
from flask.typing import ResponseReturnValue
from sqlalchemy import func, select, text

from coffeecop.config import PROJECT
from coffeecop.db import db, now
from coffeecop.db.disk import require_room
from coffeecop.models import Agency, Concern, Service
from coffeecop.parts import sections_at
from coffeecop.parts.links import Spot
from coffeecop.web.i18n import PublicBlueprint
from coffeecop.web.papers.accessibility import statement
from coffeecop.web.papers.computer import computer_context
from coffeecop.web.response_cache import cached_site_page

VERIFIER = PROJECT / "docs" / "verify_record.py"

bp = PublicBlueprint("pages", __name__)
operators = Blueprint("operators", __name__)


@bp.get("/about")
def about() -> ResponseReturnValue:
    return _page("about", _services)


def _services(_agencies: Sequence[Agency]) -> dict[str, Any]:
    services: dict[int, list[Service]] = defaultdict(list)
    for each in db.session.scalars(select(Service).order_by(Service.position, Service.id)):
        services[each.agency_id].append(each)
    return {"services": services}


@bp.get("/privacy")
def privacy() -> ResponseReturnValue:
    return _page("privacy", _stored)


def _stored(agencies: Sequence[Agency]) -> dict[str, Any]:
    # The sum alone: how many for each reason would be few.
    hidden = select(func.count(Concern.id)).where(Concern.hidden_for.is_not(None))
    by_parts = sections_at(Spot.STORED, None, agencies)
    return {"hidden": db.session.scalar(hidden), "stored_by_parts": by_parts}


@bp.get("/accessibility")
def accessibility() -> ResponseReturnValue:
    return _page("accessibility", _lacking)


def _lacking(agencies: Sequence[Agency]) -> dict[str, Any]:
    return {**statement(agencies), "of_parts": sections_at(Spot.ACCESSIBILITY, None, agencies)}


@bp.get("/computer")
def computer() -> ResponseReturnValue:
    return _page("computer", computer_context)


@bp.get("/record/verify_record.py")
def verifier() -> ResponseReturnValue:
    """Give what checks the files that the program signs for, without this site."""
    response = Response(VERIFIER.read_bytes(), mimetype="text/x-python")
    response.headers.set("Content-Disposition", "attachment", filename=VERIFIER.name)
    return response


@operators.get("/healthz")
def healthz() -> ResponseReturnValue:
    """Liveness: answers without the database."""
    return Response("ok\n", mimetype="text/plain")


@operators.get("/readyz")
def readyz() -> ResponseReturnValue:
    """Readiness: 503 when the database does not answer, or its disk is full."""
    db.session.execute(text("SELECT 1"))
    try:
        require_room()
    except OSError:
        abort(503)
    return Response("ready\n", mimetype="text/plain")


@operators.get("/.well-known/security.txt")
def security_txt() -> ResponseReturnValue:
    """RFC 9116, which requires an expiry date."""
    expires = (now() + timedelta(days=90)).strftime("%Y-%m-%dT00:00:00Z")
    contact = url_for("pages.about", _external=True)
    body = f"Contact: {contact}\nExpires: {expires}\nPreferred-Languages: en, es\n"
    return Response(body, mimetype="text/plain")


def _page(name: str, values: Callable[[Sequence[Agency]], Mapping[str, Any]]) -> Response:
    def make() -> str:
        agencies = db.session.scalars(select(Agency).order_by(Agency.name)).all()
        return render_template(f"public/pages/{name}.html", agencies=agencies, **values(agencies))

    return cached_site_page(make)
