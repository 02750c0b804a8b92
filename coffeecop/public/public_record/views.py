"""The public record of an event, and how to check it."""

import json
from collections.abc import Mapping
from typing import Any

from flask import Response, abort, render_template, request
from flask.typing import ResponseReturnValue

from coffeecop.config import PROJECT
from coffeecop.models.public_record.roots import counts_until, newest_root, record_file, roots_of
from coffeecop.models.public_record.season import season_file, seasons_with
from coffeecop.public.public_record.queries import is_corrected
from coffeecop.public.rows import event_version_or_404, public_event_or_404
from coffeecop.web.i18n import PublicBlueprint
from coffeecop.web.response_cache import cached_page

VERIFIER = PROJECT / "docs" / "verify_record.py"

bp = PublicBlueprint("public_record", __name__)


@bp.get("/events/<slug>/record")
def show(slug: str) -> ResponseReturnValue:
    event = public_event_or_404(slug)
    root, seasons = newest_root(event.id), seasons_with(event)

    def make() -> str:
        return render_template(
            "public/public_record/show.html",
            event=event,
            roots=roots_of(event.id),
            counts=counts_until(event.id, root.size) if root else None,
            seasons=seasons,
            is_corrected=root is not None and is_corrected(event.id, root.size),
        )

    seals = (root and root.root, *(each.seals for each in seasons))
    return cached_page((event_version_or_404(slug), *seals), make)


@bp.get("/events/<slug>/record.json")
def download(slug: str) -> ResponseReturnValue:
    event = public_event_or_404(slug)
    record = record_file(event, newest_root(event.id) or abort(404))
    return _json_file(record, f"record-{slug}.json")


@bp.get("/events/<slug>/season.json")
def season(slug: str) -> ResponseReturnValue:
    """Return the questions of seasons for an event that has no record yet, too."""
    entries = season_file(public_event_or_404(slug).agency_id) or abort(404)
    return _json_file({"season": entries}, "season.json")


@bp.get("/record/verify_record.py")
def verifier() -> ResponseReturnValue:
    response = Response(VERIFIER.read_bytes(), mimetype="text/x-python")
    response.headers.set("Content-Disposition", "attachment", filename=VERIFIER.name)
    return response


def _json_file(content: Mapping[str, Any], name: str) -> ResponseReturnValue:
    response = Response(json.dumps(content, indent=1), mimetype="application/json")
    response.headers.set("Content-Disposition", "attachment", filename=name)
    response.add_etag()
    return response.make_conditional(request)
