"""Questions that many ask, with their answers: all on a page, and some while somebody writes."""

from collections.abc import Iterable
from typing import Any

from flask import Response, abort, render_template, request
from flask.typing import ResponseReturnValue

from coffeecop.db import db
from coffeecop.models import Event, PublicAnswer
from coffeecop.models.answers import LONGEST_QUESTION
from coffeecop.models.installation import content_version
from coffeecop.public.answers.actions import confirm_answer
from coffeecop.public.answers.forms import ConfirmationForm, WritingForm
from coffeecop.public.answers.queries import answers_of_all, published_answer, suggested_answers
from coffeecop.public.rows import public_event_or_404
from coffeecop.web.i18n import PublicBlueprint, current_language, is_untranslated, localized
from coffeecop.web.rate_limits import form_limit, limiter
from coffeecop.web.rendering import render, see_other, wants_fragment
from coffeecop.web.response_cache import cached_page


def faq_data(answers: Iterable[PublicAnswer]) -> dict[str, Any]:
    return {
        "@context": "https://schema.org",
        "@type": "FAQPage",
        "inLanguage": str(current_language()),
        "mainEntity": [
            {
                "@type": "Question",
                "name": localized(answer, "question"),
                "acceptedAnswer": {"@type": "Answer", "text": localized(answer, "answer")},
            }
            for answer in answers
            if not is_untranslated(answer, "question")
        ],
    }


# The script sends the text at each pause in typing.
WRITING_LIMIT = "1200 per minute"

bp = PublicBlueprint("answers", __name__)
bp.app_template_global()(faq_data)


@bp.get("/answers")
def index() -> ResponseReturnValue:
    return cached_page(content_version(), lambda: _page(ConfirmationForm(formdata=None)))


@bp.post("/answers/<int:answer_id>/confirmations")
@form_limit(lambda answer_id: _answer_again(ConfirmationForm.refused(), 429))
def confirm(answer_id: int) -> ResponseReturnValue:
    answer = published_answer(answer_id) or abort(404)
    form = ConfirmationForm()
    event = _event_of(form, answer)
    if not form.validate_on_submit():
        return _answer_again(form, 422, tried_id=answer.id)
    confirm_answer(answer, event, key_hash=form.key_hash("answer", str(answer.id)))
    db.session.commit()
    if wants_fragment():
        return render_template("public/answers/confirmed.html", event=event)
    return see_other("answers.index", answered=answer.id, _anchor=f"answer-{answer.id}")


@bp.post("/events/<slug>/answers")
@limiter.limit(WRITING_LIMIT)
def suggest(slug: str) -> ResponseReturnValue:
    event = public_event_or_404(slug)
    form = WritingForm()
    found = suggested_answers(form.text, event.agency_id) if form.may_be_answered else []
    if form.shows([answer.id for answer in found]):
        return "", 204
    return render_template(
        "public/answers/suggestions.html", answers=found, slug=event.slug, form=form
    )


def _event_of(form: ConfirmationForm, answer: PublicAnswer) -> Event | None:
    if not form.event.data:
        return None
    event = public_event_or_404(form.event.data)
    return event if event.agency_id == answer.agency_id else abort(404)


def _page(
    form: ConfirmationForm, status: int | None = None, *, tried_id: int | None = None
) -> Response:
    words = request.args.get("q", "").strip()[:LONGEST_QUESTION]
    return render(
        "public/answers/index.html",
        fragment="found",
        status=status,
        words=words,
        agencies=answers_of_all(words),
        form=form,
        tried_id=tried_id,
        # The other answers have nothing of what was sent with one.
        new_form=ConfirmationForm(formdata=None),
        answered=request.args.get("answered", type=int),
    )


def _answer_again(form: ConfirmationForm, status: int, *, tried_id: int | None = None) -> Response:
    if wants_fragment():
        return Response(render_template("public/answers/not_counted.html", form=form), status)
    return _page(form, status, tried_id=tried_id)
