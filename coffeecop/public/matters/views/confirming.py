"""That a matter was the answer: on its own page, or on the form on which somebody writes."""

from flask import Response, abort, render_template
from flask.typing import ResponseReturnValue

from coffeecop.db import db
from coffeecop.models.matters.queries import confirm_matter
from coffeecop.public.matters.forms import SaysSoForm
from coffeecop.public.matters.views.pages import bp, matter_or_404, show_matter
from coffeecop.public.rows import public_event_or_404
from coffeecop.web.rate_limits import form_limit
from coffeecop.web.rendering import see_other, wants_fragment


@bp.post("/matters/<int:matter_id>/confirmations")
@form_limit(lambda matter_id: _ask_again(matter_id, SaysSoForm.refused(), 429))
def confirm(matter_id: int) -> ResponseReturnValue:
    matter = matter_or_404(matter_id)
    form = SaysSoForm()
    event = public_event_or_404(form.event.data) if form.event.data else None
    if event and event.agency_id != matter.agency_id:
        abort(404)
    if not form.validate_on_submit():
        return _ask_again(matter_id, form, 422)
    confirm_matter(matter, event, key_hash=form.key_hash("matter", str(matter.id)))
    db.session.commit()
    if wants_fragment():
        return render_template("public/matters/confirmed.html", event=event)
    return see_other("matters.show", **matter.address, confirmed=1)


def _ask_again(matter_id: int, form: SaysSoForm, status: int) -> Response:
    if wants_fragment():
        return Response(render_template("public/matters/not_counted.html", form=form), status)
    return Response(show_matter(matter_or_404(matter_id), form), status)
