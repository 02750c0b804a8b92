"""Writing and sending a concern."""

from typing import Any

from flask import Response, render_template, request
from flask.typing import ResponseReturnValue

from coffeecop.db import db
from coffeecop.public.forms.concern import ConcernForm, OfficerForm, says_about_officer
from coffeecop.public.rows import event_version_or_404, public_event_or_404
from coffeecop.public.sending import send_concern
from coffeecop.web.i18n import PublicBlueprint
from coffeecop.web.rate_limits import WRITING_LIMIT, form_limit, limiter
from coffeecop.web.rendering import render, see_other
from coffeecop.web.response_cache import cached_page

bp = PublicBlueprint("concerns", __name__)


@bp.get("/events/<slug>/concerns/new")
def new(slug: str) -> ResponseReturnValue:
    return _cached_form(slug, ConcernForm)


@bp.get("/events/<slug>/concerns/officer")
def new_about_officer(slug: str) -> ResponseReturnValue:
    return _cached_form(slug, OfficerForm)


@bp.post("/events/<slug>/concerns")
@form_limit(lambda slug: _refuse(slug, ConcernForm))
def create(slug: str) -> ResponseReturnValue:
    event = public_event_or_404(slug)
    return _receive(OfficerForm(event) if says_about_officer() else ConcernForm(event))


@bp.post("/events/<slug>/concerns/officer")
@form_limit(lambda slug: _refuse(slug, OfficerForm))
def create_about_officer(slug: str) -> ResponseReturnValue:
    return _receive(OfficerForm(public_event_or_404(slug)))


def _receive(form: ConcernForm) -> ResponseReturnValue:
    if (again := form.why_again()) is not None:
        return _show_form(form, **again)
    code = send_concern(form)
    db.session.commit()
    return see_other("concerns.receipt", code=code, done="sent")


@bp.post("/events/<slug>/concerns/notes")
@limiter.limit(WRITING_LIMIT)
def notes(slug: str) -> ResponseReturnValue:
    form = ConcernForm(public_event_or_404(slug), topics=())
    notes = form.find_notes()
    if notes.seen == set(notes.to_see):
        return "", 204
    return render_template(
        "public/partials/concern_notes.html",
        event=form.event,
        form=form,
        shared_device="shared_device" in request.form,
    )


@bp.post("/events/<slug>/concerns/guesses")
@limiter.limit(WRITING_LIMIT)
def guesses(slug: str) -> ResponseReturnValue:
    form = ConcernForm(public_event_or_404(slug))
    return render_template("public/partials/concern_guesses.html", form=form)


@bp.post("/events/<slug>/concerns/language")
@limiter.limit(WRITING_LIMIT)
def in_this_language(slug: str) -> ResponseReturnValue:
    """Show the form of another language again with what was typed. Nothing is stored."""
    form = ConcernForm(public_event_or_404(slug))
    form.find_notes()
    return _show_form(form)


def _cached_form(slug: str, kind: type[ConcernForm]) -> Response:
    def make() -> Response:
        return _show_form(kind(public_event_or_404(slug), formdata=None))

    return cached_page(event_version_or_404(slug), make)


def _refuse(slug: str, kind: type[ConcernForm]) -> Response:
    return _show_form(kind.refused(event=public_event_or_404(slug)), status=429)


def _show_form(form: ConcernForm, status: int | None = None, **context: Any) -> Response:
    name = "officer" if isinstance(form, OfficerForm) else "new"
    return render(
        f"public/concerns/{name}.html",
        fragment="form",
        status=status,
        event=form.event,
        form=form,
        **context,
    )
