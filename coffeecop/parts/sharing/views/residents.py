"""Pictures for link previews, and the feed."""

from flask import Response, abort, request
from flask.typing import ResponseReturnValue

from coffeecop.parts import is_off
from coffeecop.parts.sharing import pictures
from coffeecop.parts.sharing.feed import atom_feed
from coffeecop.public.events.queries import front_pairs
from coffeecop.public.forms.event_page import shown_pairs
from coffeecop.public.rows import public_event_or_404
from coffeecop.web.i18n import PublicBlueprint
from coffeecop.web.matters_shown import pair_of, published_matter

bp = PublicBlueprint("sharing", "coffeecop.parts.sharing", template_folder="templates")


@bp.get("/events/<slug>.png")
def picture(slug: str) -> ResponseReturnValue:
    event = public_event_or_404(slug)
    return pictures.picture_response(pictures.event_picture(event, shown_pairs(event)))


@bp.get("/coffee-with-a-cop.png")
def home_picture() -> ResponseReturnValue:
    found = pictures.home_picture(front_pairs()) or abort(404)
    return pictures.picture_response(found)


@bp.get("/matters/<int:matter_id>.png")
def matter_picture(matter_id: int) -> ResponseReturnValue:
    matter = published_matter(matter_id)
    if matter is None or is_off(matter.agency):
        abort(404)
    return pictures.picture_response(pictures.matter_picture(pair_of(matter)))


@bp.get("/events.atom")
def feed() -> ResponseReturnValue:
    response = Response(atom_feed() or abort(404), mimetype="application/atom+xml")
    response.add_etag()
    return response.make_conditional(request)
