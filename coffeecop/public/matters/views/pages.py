from flask import Response, abort, redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue

from coffeecop.models import Matter
from coffeecop.public.matters import queries
from coffeecop.public.matters.forms import SaysSoForm
from coffeecop.web.assets import ONE_YEAR
from coffeecop.web.i18n import PublicBlueprint
from coffeecop.web.matters_shown import better_lines, pair_of, published_matter
from coffeecop.web.rendering import render
from coffeecop.web.response_cache import cached_site_page

LONGEST_SEARCH = 200

bp = PublicBlueprint("matters", __name__)


@bp.get("/matters")
def index() -> ResponseReturnValue:
    return cached_site_page(_index)


@bp.get("/matters/<int:matter_id>")
@bp.get("/matters/<int:matter_id>-<words>")
def show(matter_id: int, words: str | None = None) -> ResponseReturnValue:
    def make() -> str:
        matter = matter_or_404(matter_id)
        if words != matter.address["words"]:
            abort(redirect(url_for("matters.show", **matter.address), 301))
        return show_matter(matter, SaysSoForm(formdata=None))

    return cached_site_page(make)


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


# Addresses that stand on posters and in mails, of pages that this one took the place of.
@bp.get("/<any(promises,answers):page>")
@bp.get("/<any(promises,answers):page>/<int:number>")
def former(page: str, number: int | None = None) -> ResponseReturnValue:
    matter = queries.matter_of_former_path(f"{page}/{number}") if number else None
    if matter is None:
        return redirect(url_for("matters.index"), 301)
    return redirect(url_for("matters.show", **matter.address), 301)


@bp.get("/promises/<int:number>/photo-<digest>.jpg")
def former_photo(number: int, digest: str) -> ResponseReturnValue:
    matter = queries.matter_of_former_path(f"promises/{number}")
    if matter is None or matter.photo is None:
        return former("promises", number)
    page = url_for("matters.photo", matter_id=matter.id, digest=matter.photo.digest)
    return redirect(page, 301)


def matter_or_404(matter_id: int) -> Matter:
    return published_matter(matter_id) or abort(404)


def show_matter(matter: Matter, form: SaysSoForm) -> str:
    pair = pair_of(matter)
    return render_template(
        "public/matters/show.html",
        matter=matter,
        pair=pair,
        head=queries.head_of(pair),
        better=better_lines([matter]).get(matter.id),
        steps=queries.published_steps(matter),
        event=queries.event_to_tell(matter.agency_id),
        form=form,
        is_confirmed="confirmed" in request.args,
    )
