from flask import Response, abort, render_template, request
from flask.typing import ResponseReturnValue

from coffeecop.models.installation import content_version
from coffeecop.public.promises.queries import promises_by_place, shown_photo
from coffeecop.web.assets import ONE_YEAR
from coffeecop.web.i18n import PublicBlueprint
from coffeecop.web.promises_shown import better_figures
from coffeecop.web.response_cache import cached_page
from coffeecop.web.security import parse_id

bp = PublicBlueprint("promises", __name__)


@bp.get("/promises")
def index() -> ResponseReturnValue:
    return cached_page(content_version(), _page)


@bp.get("/promises/<int:promise_id>/photo-<digest>.jpg")
def photo(promise_id: int, digest: str) -> ResponseReturnValue:
    shown = shown_photo(promise_id, digest) or abort(404)
    response = Response(shown.content, mimetype="image/jpeg")
    response.set_etag(digest)
    response.cache_control.public = True
    response.cache_control.max_age = ONE_YEAR
    return response.make_conditional(request)


def _page() -> str:
    places = promises_by_place()
    chosen = parse_id(request.args.get("venue", ""))
    shown = [place for place in places if place.venue.id == chosen] or places
    promises = [promise for place in shown for made in place.events for promise in made.promises]
    return render_template(
        "public/promises/index.html",
        places=places,
        shown=shown,
        chosen=chosen if len(shown) < len(places) else None,
        promises=promises,
        better=better_figures(promises),
    )
