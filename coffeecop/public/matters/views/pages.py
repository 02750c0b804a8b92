from flask import Response, abort, redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue

from coffeecop.models.installation import content_version
from coffeecop.public.matters import queries
from coffeecop.public.matters.forms import SaysSoForm
from coffeecop.web.assets import ONE_YEAR
from coffeecop.web.i18n import PublicBlueprint
from coffeecop.web.matters_shown import address_of, better_lines, pair_of
from coffeecop.web.rendering import render
from coffeecop.web.response_cache import cached_page

LONGEST_SEARCH = 200

bp = PublicBlueprint("matters", __name__)


@bp.get("/matters")
def index() -> ResponseReturnValue:
    return cached_page(content_version(), _index)


@bp.get("/matters/<int:matter_id>")
@bp.get("/matters/<int:matter_id>-<words>")
def show(matter_id: int, words: str | None = None) -> ResponseReturnValue:
    return cached_page(
        content_version(), lambda: show_matter(matter_id, SaysSoForm(formdata=None), words)
    )


@bp.get("/matters/<int:matter_id>/photo-<digest>.jpg")
def photo(matter_id: int, digest: str) -> ResponseReturnValue:
    shown = queries.shown_photo(matter_id, digest) or abort(404)
    response = Response(shown.content, mimetype="image/jpeg")
    response.set_etag(digest)
    response.cache_control.public = True
    response.cache_control.max_age = ONE_YEAR
    return response.make_conditional(request)


def _index() -> Response:
    words = request.args.get("q", "").strip()[:LONGEST_SEARCH]
    state, page = request.args.get("state", ""), request.args.get("page", 1, int)
    listed = queries.list_matters(words, state, page)
    return render(
        "public/matters/index.html",
        fragment="found",
        words=words,
        listed=listed,
        better=better_lines(listed.page.items),
        event=queries.event_to_tell(),
    )


def show_matter(matter_id: int, form: SaysSoForm, words: str | None) -> str:
    matter = queries.published_matter(matter_id) or abort(404)
    address = address_of(matter)
    if words != address["words"]:
        abort(redirect(url_for("matters.show", **address), 301))
    return render_template(
        "public/matters/show.html",
        matter=matter,
        pair=pair_of(matter),
        better=better_lines([matter]).get(matter.id),
        steps=queries.told_steps(matter),
        event=queries.event_to_tell(matter.agency_id),
        form=form,
        is_confirmed="confirmed" in request.args,
    )
