from flask import Blueprint, Response, redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue
from flask_babel import gettext as _

from coffeecop.public.events import queries
from coffeecop.public.forms.event_page import event_page_parts
from coffeecop.public.rows import event_version_or_404, public_event_or_404
from coffeecop.web.calendar_files import calendar_file, calendar_response, event_calendar
from coffeecop.web.i18n import PublicBlueprint, prefers_spanish
from coffeecop.web.qr import qr_code
from coffeecop.web.rendering import public_url, render
from coffeecop.web.response_cache import cached_page

# In the page that is the same for everyone, and in the copy for a phone that asks for Spanish.
OFFERS_SPANISH = (b'<p id="in-spanish" lang="es" hidden>', b'<p id="in-spanish" lang="es">')

bp = PublicBlueprint("events", __name__)
front = Blueprint("front", __name__)


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
    return _home(canonical=public_url("events.index"))


def _home(*, canonical: str) -> Response:
    def make() -> Response:
        return render(
            "public/events/index.html",
            fragment="past",
            canonical=canonical,
            **queries.front_page(request.args.get("page", 1, int)),
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


@bp.get("/events/<slug>.svg")
def code(slug: str) -> ResponseReturnValue:
    address = public_url("events.show", slug=public_event_or_404(slug).slug)
    return Response(qr_code(address), mimetype="image/svg+xml")


@bp.get("/events/<slug>.ics")
def calendar(slug: str) -> ResponseReturnValue:
    return event_calendar(public_event_or_404(slug))


@bp.get("/events.ics")
def feed() -> ResponseReturnValue:
    body = calendar_file(queries.calendar_events(), name=_("Coffee with a Cop"), subscribed=True)
    return calendar_response(body, "events")
