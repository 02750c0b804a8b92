from flask import Blueprint, Response, abort, redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue
from flask_babel import gettext as _

from coffeecop.db import db
from coffeecop.models import Matter
from coffeecop.public.events import queries
from coffeecop.public.events.atom import atom_feed
from coffeecop.public.events.cards import summary_line
from coffeecop.public.events.pictures import (
    Picture,
    event_picture,
    home_picture,
    matter_picture,
    stored_png,
)
from coffeecop.public.events.structured import event_data
from coffeecop.public.forms.door import door_in_address
from coffeecop.public.forms.event_page import event_page_parts
from coffeecop.public.rows import event_version_or_404, public_event_or_404
from coffeecop.web.assets import ONE_YEAR
from coffeecop.web.calendar_files import calendar_file, calendar_response
from coffeecop.web.i18n import PublicBlueprint, current_language, localized, prefers_spanish
from coffeecop.web.matters_shown import newest_matters, newest_pairs, pair_of, pairs_at
from coffeecop.web.qr import qr_code
from coffeecop.web.rendering import public_url, render, site_name
from coffeecop.web.response_cache import cached_page

# For an address that does not say which picture it means, or means an earlier one.
FIVE_MINUTES = 5 * 60
# On the front page; the others have a page of their own.
MOST_PAIRS = 2
MOST_PAIRS_IN_FEED = 50
# In the page that is the same for everyone, and in the copy for a phone that asks for Spanish.
OFFERS_SPANISH = (b'<p id="in-spanish" lang="es" hidden>', b'<p id="in-spanish" lang="es">')

bp = PublicBlueprint("events", __name__)
front = Blueprint("front", __name__)
for shown in (event_data, event_picture, home_picture, matter_picture, door_in_address):
    bp.app_template_global()(shown)
bp.app_template_filter()(summary_line)


@front.get("/", endpoint="index")
def first_page() -> ResponseReturnValue:
    """Answer in the language of the phone; every other address has one language of its own."""
    spanish = request.method == "GET" and prefers_spanish()
    spanish_page = url_for("events.index", language="es")
    response = redirect(spanish_page) if spanish else _home(canonical=public_url("front.index"))
    response.vary.add("Accept-Language")
    return response


@bp.get("/")
def index() -> Response:
    return _home(canonical=public_url("events.index", language=str(current_language())))


def _home(*, canonical: str) -> Response:
    def make() -> Response:
        return render(
            "public/events/index.html",
            fragment="past",
            canonical=canonical,
            upcoming=queries.upcoming_events(),
            past=queries.past_events(request.args.get("page", 1, int)),
            pairs=newest_pairs(MOST_PAIRS),
        )

    return cached_page(queries.home_version(), make)


@bp.get("/events/<slug>")
def show(slug: str) -> ResponseReturnValue:
    def make() -> str:
        event = public_event_or_404(slug)
        return render_template(
            "public/partials/event_page.html", event=event, **event_page_parts(event)
        )

    response = cached_page(event_version_or_404(slug), make)
    if prefers_spanish():
        response.data = response.data.replace(*OFFERS_SPANISH)
    response.vary.add("Accept-Language")
    return response


@bp.get("/events/<slug>.png")
def picture(slug: str) -> ResponseReturnValue:
    event = public_event_or_404(slug)
    return _picture_response(event_picture(event, pairs_at(event)))


@bp.get("/events/<slug>.svg")
def code(slug: str) -> ResponseReturnValue:
    """Return the page's address as a QR code, for its printed copy."""
    address = public_url(
        "events.show", slug=public_event_or_404(slug).slug, language=str(current_language())
    )
    return Response(qr_code(address), mimetype="image/svg+xml")


@bp.get("/coffee-with-a-cop.png", endpoint="home_picture")
def picture_of_home() -> ResponseReturnValue:
    return _picture_response(home_picture(newest_pairs(MOST_PAIRS)))


@bp.get("/matters/<int:matter_id>.png", endpoint="matter_picture")
def picture_of_matter(matter_id: int) -> ResponseReturnValue:
    matter = db.session.scalar(newest_matters(Matter.id == matter_id)) or abort(404)
    return _picture_response(matter_picture(pair_of(matter)))


@bp.get("/events/<slug>.ics")
def calendar(slug: str) -> ResponseReturnValue:
    event = public_event_or_404(slug)
    return calendar_response(calendar_file([event], name=localized(event, "title")), slug)


@bp.get("/events.ics")
def feed() -> ResponseReturnValue:
    body = calendar_file(queries.calendar_events(), name=_("Coffee with a Cop"), subscribed=True)
    return calendar_response(body, "events")


@bp.get("/events.atom")
def atom() -> ResponseReturnValue:
    events = [*queries.upcoming_events(), *queries.latest_past_events()]
    body = atom_feed(
        events,
        newest_pairs(MOST_PAIRS_IN_FEED),
        author=str(site_name()),
        changes=queries.last_changes(events),
    )
    response = Response(body, mimetype="application/atom+xml")
    response.add_etag()
    return response.make_conditional(request)


def _picture_response(picture: Picture) -> ResponseReturnValue:
    response = Response(stored_png(picture), mimetype="image/png")
    response.set_etag(picture.version)
    is_current = request.args.get("v") == picture.version
    response.cache_control.public = True
    response.cache_control.max_age = ONE_YEAR if is_current else FIVE_MINUTES
    # Some apps show the picture of a link right from here.
    response.headers["Cross-Origin-Resource-Policy"] = "cross-origin"
    return response.make_conditional(request)
