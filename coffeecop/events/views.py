from datetime import timedelta

from flask import Response, render_template, request
from flask.typing import ResponseReturnValue
from flask_babel import gettext as _

from coffeecop.calendars import calendar_file
from coffeecop.db import now
from coffeecop.events.page import ready_made_page
from coffeecop.events.queries import calendar_events, past_events, upcoming_events
from coffeecop.i18n import PublicBlueprint, current_language, localized
from coffeecop.web import public_event_or_404, render

bp = PublicBlueprint("events", __name__)


@bp.get("/")
def index() -> ResponseReturnValue:
    past = past_events(request.args.get("page", 1, int))
    return render("events/index.html", fragment="past", upcoming=upcoming_events(), past=past)


@bp.get("/events/<slug>")
def show(slug: str) -> ResponseReturnValue:
    def make() -> str:
        return render_template("events/show.html", event=public_event_or_404(slug))

    return ready_made_page(slug, current_language(), make)


@bp.get("/events/<slug>.ics")
def calendar(slug: str) -> ResponseReturnValue:
    event = public_event_or_404(slug)
    return _calendar_answer(calendar_file([event], name=localized(event, "title")), f"{slug}.ics")


@bp.get("/events.ics")
def feed() -> ResponseReturnValue:
    events = calendar_events(since=now() - timedelta(days=90))
    body = calendar_file(events, name=_("Coffee with a Cop"), subscribed=True)
    return _calendar_answer(body, "events.ics")


def _calendar_answer(body: bytes, name: str) -> Response:
    response = Response(body, mimetype="text/calendar")
    response.headers["Content-Disposition"] = f'inline; filename="{name}"'
    return response
