"""Writing and sending a concern."""

from typing import Any

from flask import Response, render_template, request
from flask.typing import ResponseReturnValue

from coffeecop.db import db
from coffeecop.models import Event
from coffeecop.models.topics import topics_in_use
from coffeecop.public.forms.concern import (
    ConcernForm,
    OfficerForm,
    new_concern_form,
    says_about_officer,
)
from coffeecop.public.rows import event_version_or_404, public_event_or_404
from coffeecop.public.sending import send_concern
from coffeecop.web.i18n import PublicBlueprint
from coffeecop.web.rate_limits import form_limit, limiter
from coffeecop.web.rendering import render, see_other
from coffeecop.web.response_cache import cached_page

bp = PublicBlueprint("concerns", __name__)


# The script sends the text at each pause in typing.
NOTES_LIMIT = "1200 per minute"


@bp.get("/events/<slug>/concerns/new")
def new(slug: str) -> ResponseReturnValue:
    def make() -> Response:
        event = public_event_or_404(slug)
        return _show_form(event, new_concern_form(event))

    return cached_page(event_version_or_404(slug), make)


@bp.get("/events/<slug>/concerns/officer")
def new_about_officer(slug: str) -> ResponseReturnValue:
    def make() -> Response:
        return _show_form(public_event_or_404(slug), OfficerForm(formdata=None))

    return cached_page(event_version_or_404(slug), make)


@bp.post("/events/<slug>/concerns")
@form_limit(lambda slug: _give_back(slug))
def create(slug: str) -> ResponseReturnValue:
    event = public_event_or_404(slug)
    if says_about_officer():
        return _receive(event, OfficerForm())
    return _receive(event, ConcernForm(topics=topics_in_use(event.agency_id)))


@bp.post("/events/<slug>/concerns/officer")
@form_limit(lambda slug: _show_form(public_event_or_404(slug), OfficerForm.refused(), status=429))
def create_about_officer(slug: str) -> ResponseReturnValue:
    return _receive(public_event_or_404(slug), OfficerForm())


def _receive(event: Event, form: ConcernForm) -> ResponseReturnValue:
    if (again := form.why_again()) is not None:
        return _show_form(event, form, **again)
    code = send_concern(event, form)
    db.session.commit()
    return see_other("concerns.receipt", code=code, done="sent")


@bp.post("/events/<slug>/concerns/notes")
@limiter.limit(NOTES_LIMIT)
def notes(slug: str) -> ResponseReturnValue:
    event = public_event_or_404(slug)
    form = ConcernForm(topics=[])
    notes = form.find_notes()
    if notes.seen == set(notes.to_see):
        return "", 204
    return render_template(
        "public/partials/concern_notes.html",
        event=event,
        form=form,
        shared_device="shared_device" in request.form,
    )


@bp.post("/events/<slug>/concerns/guesses")
@limiter.limit(NOTES_LIMIT)
def guesses(slug: str) -> ResponseReturnValue:
    event = public_event_or_404(slug)
    form = ConcernForm(topics=topics_in_use(event.agency_id))
    return render_template("public/partials/concern_guesses.html", form=form)


@bp.post("/events/<slug>/concerns/language")
@limiter.limit(NOTES_LIMIT)
def in_this_language(slug: str) -> ResponseReturnValue:
    """Show the form of another language again with what was typed. Nothing is stored."""
    event = public_event_or_404(slug)
    form = ConcernForm(topics=topics_in_use(event.agency_id))
    form.find_notes()
    return _show_form(event, form)


def _give_back(slug: str) -> Response:
    event = public_event_or_404(slug)
    form = ConcernForm.refused(topics=topics_in_use(event.agency_id))
    return _show_form(event, form, status=429)


def _show_form(
    event: Event, form: ConcernForm, status: int | None = None, **context: Any
) -> Response:
    name = "officer" if isinstance(form, OfficerForm) else "new"
    return render(
        f"public/concerns/{name}.html",
        fragment="form",
        status=status,
        event=event,
        form=form,
        **context,
    )
