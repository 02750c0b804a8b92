from flask import Response, abort, render_template, request
from flask.typing import ResponseReturnValue
from flask_babel import gettext as _

from coffeecop.models import Event
from coffeecop.models.event import newest_with_we_did
from coffeecop.public.events.atom import atom_feed
from coffeecop.public.events.queries import (
    calendar_events,
    last_changes,
    latest_past_events,
    page_version,
    past_events,
    upcoming_events,
)
from coffeecop.public.events.structured import event_data
from coffeecop.public.forms.event_page import event_page_parts
from coffeecop.public.rows import public_event_or_404
from coffeecop.web.calendar_files import calendar_file, calendar_response
from coffeecop.web.i18n import PublicBlueprint, local_date, local_time, localized
from coffeecop.web.rendering import render, site_name
from coffeecop.web.response_cache import cached_page

bp = PublicBlueprint("events", __name__)
bp.app_template_global()(event_data)


@bp.get("/")
def index() -> ResponseReturnValue:
    past = past_events(request.args.get("page", 1, int))
    return render(
        "public/events/index.html",
        fragment="past",
        upcoming=upcoming_events(),
        past=past,
        kept=newest_with_we_did(),
    )


@bp.get("/events/<slug>")
def show(slug: str) -> ResponseReturnValue:
    def make() -> str:
        event = public_event_or_404(slug)
        return render_template(
            "public/partials/event_page.html", event=event, **event_page_parts(event)
        )

    return cached_page(page_version(slug) or abort(404), make)


@bp.get("/events/<slug>.ics")
def calendar(slug: str) -> ResponseReturnValue:
    event = public_event_or_404(slug)
    return calendar_response(calendar_file([event], name=localized(event, "title")), slug)


@bp.get("/events.ics")
def feed() -> ResponseReturnValue:
    body = calendar_file(calendar_events(), name=_("Coffee with a Cop"), subscribed=True)
    return calendar_response(body, "events")


@bp.get("/events.atom")
def atom() -> ResponseReturnValue:
    events = [*upcoming_events(), *latest_past_events()]
    body = atom_feed(events, author=str(site_name()), changes=last_changes(events))
    response = Response(body, mimetype="application/atom+xml")
    response.add_etag()
    return response.make_conditional(request)


@bp.app_template_filter()
def summary_line(event: Event) -> str:
    """Return date, time and place in one line, for link previews."""
    day, start = local_date(event.starts_at, event), local_time(event.starts_at, event)
    return f"{day}, {start}. {event.place}."
