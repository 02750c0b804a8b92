"""The public record of an event, and how to check it."""

import json

from flask import Response, abort, jsonify, render_template, request
from flask.typing import ResponseReturnValue

from coffeecop.parts.public_record.files import (
    counts_until,
    is_corrected,
    proof_file,
    proof_of,
    record_file,
)
from coffeecop.parts.public_record.models import NAME
from coffeecop.parts.public_record.roots import newest_root, roots_of
from coffeecop.parts.public_record.telling import feeds
from coffeecop.public.concerns.lookup import concern_or_404
from coffeecop.public.rows import event_version_or_404, public_event_or_404
from coffeecop.web.i18n import PublicBlueprint
from coffeecop.web.response_cache import cached_page

bp = PublicBlueprint(NAME, __name__, template_folder="templates")


@bp.get("/events/<slug>/record")
def show(slug: str) -> ResponseReturnValue:
    event = public_event_or_404(slug)
    root = newest_root(event.id)

    def make() -> str:
        return render_template(
            "public_record/show.html",
            event=event,
            feeds=feeds(event),
            roots=roots_of(event.id),
            counts=counts_until(event.id, root.size) if root else None,
            is_corrected=root is not None and is_corrected(event.id, root.size),
        )

    return cached_page((event_version_or_404(slug), root and root.root), make)


@bp.get("/events/<slug>/record.json")
def download(slug: str) -> ResponseReturnValue:
    event = public_event_or_404(slug)
    record = record_file(event, newest_root(event.id) or abort(404))
    response = Response(json.dumps(record, indent=1), mimetype="application/json")
    response.headers.set("Content-Disposition", "attachment", filename=f"record-{slug}.json")
    response.add_etag()
    return response.make_conditional(request)


@bp.get("/receipts/<code>/proof.json")
def proof(code: str) -> ResponseReturnValue:
    concern = concern_or_404(code)
    response = jsonify(proof_file(concern, proof_of(concern) or abort(404)))
    response.headers.set("Content-Disposition", "attachment", filename="proof.json")
    return response
