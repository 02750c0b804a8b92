from flask import Response, abort, render_template
from flask.typing import ResponseReturnValue
from flask_babel import gettext as _

from coffeecop.db import db
from coffeecop.models import Event
from coffeecop.parts.survey.answers import is_open, send_survey
from coffeecop.parts.survey.forms import SurveyForm
from coffeecop.public.rows import public_event_or_404
from coffeecop.web.i18n import PublicBlueprint
from coffeecop.web.rate_limits import form_limit, limiter
from coffeecop.web.rendering import render, see_other

# One person taps four times.
TAP_LIMIT = "240 per minute; 2400 per hour"

bp = PublicBlueprint("survey", __name__, template_folder="templates")


@bp.get("/events/<slug>/survey")
def new(slug: str) -> ResponseReturnValue:
    event = public_event_or_404(slug)
    if not is_open(event):
        abort(404)
    return _show(event, SurveyForm(formdata=None))


@bp.post("/events/<slug>/survey")
@form_limit(lambda slug: _show(public_event_or_404(slug), SurveyForm.refused(), 429))
def create(slug: str) -> ResponseReturnValue:
    event = public_event_or_404(slug)
    form = SurveyForm()
    if not _is_taken(event, form):
        return _show(event, form)
    code = send_survey(form, event)
    db.session.commit()
    if code:
        return see_other("concerns.receipt", code=code, done="sent")
    return see_other("survey.thanks", slug=slug)


@bp.post("/events/<slug>/survey/taps")
@limiter.limit(TAP_LIMIT)
def save_tap(slug: str) -> ResponseReturnValue:
    event = public_event_or_404(slug)
    form = SurveyForm()
    if not _is_taken(event, form):
        # The person is asked to tap Send, which tells what is wrong.
        return "", 409
    send_survey(form, event)
    db.session.commit()
    # Not a redirect: one trip for each tap.
    return render_template(
        "survey/saved.html", event=event, is_saved=True, is_complete=all(form.ratings.values())
    )


@bp.get("/events/<slug>/survey/thanks")
def thanks(slug: str) -> ResponseReturnValue:
    return render("survey/thanks.html", fragment="thanks", event=public_event_or_404(slug))


def _is_taken(event: Event, form: SurveyForm) -> bool:
    """Return whether the answers can be stored; else the form says why not."""
    if not form.validate_on_submit():
        return False
    if not is_open(event):
        form.form_errors.append(_("This event takes no answers right now."))
        return False
    return True


def _show(event: Event, form: SurveyForm, status: int | None = None) -> Response:
    return render("survey/new.html", fragment="form", status=status, event=event, form=form)
