"""The poster of an event: one page to print, with a code for each language."""

from flask import g, render_template, request
from flask.typing import ResponseReturnValue
from markupsafe import Markup

from coffeecop.db import db
from coffeecop.models import Event, Language
from coffeecop.staff.auth import staff_only
from coffeecop.staff.events.actions import note_poster_printed
from coffeecop.staff.events.views.blueprint import bp, event_or_404
from coffeecop.staff.events.views.index import plan_page
from coffeecop.web.forms import StaffForm
from coffeecop.web.i18n import in_language
from coffeecop.web.rendering import public_url, render, see_other


@bp.get("/<int:event_id>/poster")
@staff_only
def poster(event_id: int) -> ResponseReturnValue:
    event = event_or_404(event_id)
    if not event.is_published:
        return see_other("staff_events.plan", event_id=event.id)
    return render(
        "staff/events/poster.html",
        fragment="staff_content",
        event=event,
        sides=[_side(event, language) for language in Language],
        prints_at_once="print" in request.args,
    )


@bp.post("/<int:event_id>/poster")
@staff_only
def print_poster(event_id: int) -> ResponseReturnValue:
    event = event_or_404(event_id)
    form = StaffForm()
    if not form.validate_on_submit():
        return plan_page(event, form)
    if not event.is_published:
        return see_other("staff_events.plan", event_id=event.id)
    note_poster_printed(event, by=g.staff_member)
    db.session.commit()
    return see_other("staff_events.poster", event_id=event.id, print=1)


def _side(event: Event, language: Language) -> Markup:
    """Return the poster's part in one language, whatever language the reader's pages have."""
    page = public_url("events.show", slug=event.slug, language=language)
    with in_language(language):
        part = render_template(
            "staff/events/poster_side.html", event=event, page=page, language=language
        )
    return Markup(part)  # noqa: S704 (a template's own output, which is escaped)
