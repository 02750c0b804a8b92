"""Helpers for views: render a page or a fragment, link to a page, redirect."""

from collections.abc import Sequence
from typing import Any

from flask import Flask, Response, current_app, flash, g, make_response, render_template, url_for
from flask_babel import gettext as _
from htmx_flask import request
from jinja2_fragments.flask import render_block
from markupsafe import Markup
from sqlalchemy import Row, exists, select
from werkzeug.utils import redirect
from werkzeug.wrappers import Response as BaseResponse
from wtforms.form import BaseForm

from coffeecop.config import public_address
from coffeecop.db import db
from coffeecop.models import Agency, Language, Service
from coffeecop.models.matters.queries import is_published
from coffeecop.parts import snippets_at
from coffeecop.parts.links import Spot, Words
from coffeecop.web.i18n import current_language, in_language, is_untranslated, localized
from coffeecop.web.pdf import can_make_pdf
from coffeecop.web.phones import phone_links, phone_url
from coffeecop.web.qr import qr_code
from coffeecop.web.tokens import door_code, door_in_address

# Built once: it runs for each page that is made.
AGENCY_NAMES = select(
    Agency.name.label("name_en"),
    Agency.name_es,
    exists().where(is_published()).correlate(None).label("has_matters"),
    exists(select(Service.id)).label("has_services"),
).limit(2)


def init_app(app: Flask) -> None:
    of_department = site_name, site_name_is_english, has_published_matters, has_services
    for shown in (*of_department, can_make_pdf, public_url, error_word, door_in_address, strips):
        app.add_template_global(shown)
    app.template_filter("qr_code")(qr_code)
    app.template_filter("door_code")(door_code)
    for written in (breakable, phone_links, phone_url):
        app.add_template_filter(written)


def error_word(*forms: Any) -> str:
    """Return what the title of a page begins with if one of its forms is refused."""
    return _("Error:") + " " if any(form and form.errors for form in forms) else ""


def breakable(text: str) -> Markup:
    """Return the text with each address whole, or in two lines where one is too narrow for it."""
    if isinstance(text, Markup):
        return text  # It has a link of its own.
    words = (
        Markup('<span class="whole">{}@<wbr>{}</span>').format(*word.split("@", 1))
        if "@" in word
        else word
        for word in str(text).split(" ")
    )
    return Markup(" ").join(words)


def site_name() -> str:
    """Return the department's name, or the programme's if there are several departments."""
    agency = _only_agency_names()
    return localized(agency, "name") if agency else _("Coffee with a Cop")


def site_name_is_english() -> bool:
    """Return whether a Spanish page shows the English name, so that it can set `lang`."""
    agency = _only_agency_names()
    return agency is not None and is_untranslated(agency, "name")


def has_published_matters() -> bool:
    return any(row.has_matters for row in _agency_names())


def has_services() -> bool:
    return any(row.has_services for row in _agency_names())


def _only_agency_names() -> Row[*tuple[Any, ...]] | None:
    rows = _agency_names()
    return rows[0] if len(rows) == 1 else None


def _agency_names() -> Sequence[Row[*tuple[Any, ...]]]:
    """Return at most two departments, with what links of every page depend on."""
    if "agency_names" not in g:
        g.agency_names = db.session.execute(AGENCY_NAMES).all()
    rows: Sequence[Row[*tuple[Any, ...]]] = g.agency_names
    return rows


def strips() -> list[Words]:
    return [words for _name, words in snippets_at(Spot.STRIP, None)]


def public_url(endpoint: str, **values: Any) -> str:
    """Return the absolute URL of a page under the first trusted host.

    Does not depend on the request, so it also works in background jobs. Of a page in two
    languages it is that in the current one, unless `language` says another.
    """
    if current_app.url_map.is_endpoint_expecting(endpoint, "language"):
        values.setdefault("language", str(current_language()))
    scheme, _separator, host = public_address(current_app.config).partition("://")
    return current_app.url_map.bind(host, url_scheme=scheme).build(
        endpoint, values, force_external=True
    )


def render(template: str, *, fragment: str, status: int | None = None, **context: Any) -> Response:
    """Return one block of the template for htmx, the whole page otherwise.

    Unless a status is given, a page with a failed form is a 422 response.
    """
    # Asked once, not again for each text of the page.
    with in_language(current_language()):
        if wants_fragment():
            html = render_block(template, fragment, **context)
        else:
            html = render_template(template, **context)
    has_failed = any(isinstance(each, BaseForm) and each.errors for each in context.values())
    response = make_response(html, status or (422 if has_failed else 200))
    response.vary.add("HX-Request")
    return response


def render_in(language: Language, template: str, **context: Any) -> Markup:
    """Return a part of a page in this language, whatever language the page has."""
    with in_language(language):
        part = render_template(template, language=language, **context)
    return Markup(part)  # noqa: S704 (a template's own output, which is escaped)


def wants_fragment() -> bool:
    htmx = request.htmx
    return bool(htmx and not htmx.boosted and not htmx.history_restore_request)


def flash_to(
    words: str, endpoint: str, *, category: str = "message", **values: Any
) -> BaseResponse:
    flash(words, category)
    return see_other(endpoint, **values)


def see_other(endpoint: str, **values: Any) -> BaseResponse:
    """Redirect after a POST with 303. htmx follows it and swaps in the response."""
    return redirect(url_for(endpoint, **values), code=303)
