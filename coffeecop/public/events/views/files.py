"""Pictures for link previews, calendars and the feed."""

from flask import Response, abort, request
from flask.typing import ResponseReturnValue
from flask_babel import gettext as _

from coffeecop.public.events import pictures
from coffeecop.public.events.atom import atom_feed
from coffeecop.public.events.queries import calendar_events
from coffeecop.public.events.structured import event_data
from coffeecop.public.events.views.pages import MOST_PAIRS, bp
from coffeecop.public.forms.event_page import shown_pairs
from coffeecop.public.rows import public_event_or_404
from coffeecop.web.calendar_files import calendar_file, calendar_response, event_calendar
from coffeecop.web.matters_shown import newest_pairs, pair_of, published_matter

for shown in (event_data, pictures.event_picture, pictures.home_picture, pictures.matter_picture):
    bp.app_template_global()(shown)


@bp.get("/events/<slug>.png")
def picture(slug: str) -> ResponseReturnValue:
    event = public_event_or_404(slug)
    return pictures.picture_response(pictures.event_picture(event, shown_pairs(event)))


@bp.get("/coffee-with-a-cop.png", endpoint="home_picture")
def picture_of_home() -> ResponseReturnValue:
    return pictures.picture_response(pictures.home_picture(newest_pairs(MOST_PAIRS)))


@bp.get("/matters/<int:matter_id>.png", endpoint="matter_picture")
def picture_of_matter(matter_id: int) -> ResponseReturnValue:
    matter = published_matter(matter_id) or abort(404)
    return pictures.picture_response(pictures.matter_picture(pair_of(matter)))


@bp.get("/events/<slug>.ics")
def calendar(slug: str) -> ResponseReturnValue:
    return event_calendar(public_event_or_404(slug))


@bp.get("/events.ics")
def feed() -> ResponseReturnValue:
    body = calendar_file(calendar_events(), name=_("Coffee with a Cop"), subscribed=True)
    return calendar_response(body, "events")


@bp.get("/events.atom")
def atom() -> ResponseReturnValue:
    response = Response(atom_feed(), mimetype="application/atom+xml")
    response.add_etag()
    return response.make_conditional(request)
