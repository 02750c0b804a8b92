from flask import render_template
from flask.typing import ResponseReturnValue

from coffeecop.parts.answers_while_writing.answers import suggested_pairs
from coffeecop.parts.answers_while_writing.forms import WritingForm
from coffeecop.public.rows import public_event_or_404
from coffeecop.web.i18n import PublicBlueprint
from coffeecop.web.rate_limits import WRITING_LIMIT, limiter

bp = PublicBlueprint("answers_while_writing", __name__, template_folder="templates")


@bp.post("/events/<slug>/matters")
@limiter.limit(WRITING_LIMIT)
def suggest(slug: str) -> ResponseReturnValue:
    event = public_event_or_404(slug)
    form = WritingForm()
    pairs = [] if form.declined.data else suggested_pairs(form.text, event.agency_id)
    if form.shows([each.matter.id for each in pairs]):
        return "", 204
    return render_template(
        "answers_while_writing/suggestions.html", pairs=pairs, event=event, form=form
    )
