"""What views share: finding the event, choosing page or fragment, moving on."""

from typing import Any

from flask import (
    Flask,
    Response,
    abort,
    current_app,
    g,
    make_response,
    redirect,
    render_template,
    url_for,
)
from flask_babel import gettext as _
from htmx_flask import request
from jinja2_fragments.flask import render_block
from sqlalchemy import select
from sqlalchemy.orm import joinedload, selectinload
from werkzeug.local import LocalProxy
from werkzeug.wrappers import Response as BaseResponse

from coffeecop.config import public_address
from coffeecop.db import db
from coffeecop.models import Agency, Event, EventStatus, Rsvp
from coffeecop.qr import qr_code
from coffeecop.tokens import RSVP_TOKEN_LENGTH, hash_token


def init_app(app: Flask) -> None:
    app.jinja_env.globals["site_name"] = LocalProxy(site_name)
    app.jinja_env.globals["public_url"] = public_url
    app.template_filter("qr_code")(qr_code)


def site_name() -> str:
    """Return the department's name, or the programme's where several departments share."""
    if "agency_names" not in g:
        g.agency_names = db.session.scalars(select(Agency.name).limit(2)).all()
    return g.agency_names[0] if len(g.agency_names) == 1 else _("Coffee with a Cop")


def public_event_or_404(slug: str) -> Event:
    """Return an event that residents may see. A draft is not found."""
    event: Event = db.one_or_404(
        select(Event).where(Event.slug == slug, Event.status != EventStatus.DRAFT)
    )
    return event


def public_url(endpoint: str, **values: Any) -> str:
    """Return the whole address of a page under the installation's first name.

    The same whoever asks, and also where nobody asks: in mail, calendars and feeds. A page that
    exists in two languages needs `language`.
    """
    scheme, _separator, host = public_address(current_app.config).partition("://")
    return current_app.url_map.bind(host, url_scheme=scheme).build(
        endpoint, values, force_external=True
    )


def rsvp_or_404(token: str) -> Rsvp:
    """Return the RSVP that a link leads to, with its event and what was sent with it."""
    if len(token) != RSVP_TOKEN_LENGTH:
        abort(404)
    rsvp: Rsvp = db.one_or_404(
        select(Rsvp)
        .where(Rsvp.token_hash == hash_token(token))
        .options(
            joinedload(Rsvp.event).joinedload(Event.venue),
            joinedload(Rsvp.event).joinedload(Event.agency),
            joinedload(Rsvp.contact),
            selectinload(Rsvp.need_rows),
        )
    )
    return rsvp


def render(template: str, *, fragment: str, status: int = 200, **context: Any) -> Response:
    """Answer htmx with one block of the template, and everyone else with the page."""
    htmx = request.htmx
    if htmx and not htmx.boosted and not htmx.history_restore_request:
        html = render_block(template, fragment, **context)
    else:
        html = render_template(template, **context)
    response = make_response(html, status)
    response.vary.add("HX-Request")
    return response


def see_other(endpoint: str, **values: Any) -> BaseResponse:
    """Redirect after a POST. htmx follows it too, and swaps in what it finds there."""
    return redirect(url_for(endpoint, **values), code=303)
