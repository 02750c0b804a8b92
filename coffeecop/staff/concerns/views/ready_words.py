"""The words to begin an answer with, searched."""

from flask import abort, request
from flask.typing import ResponseReturnValue

from coffeecop.staff.concern_list.search import LONGEST_SEARCH
from coffeecop.staff.concerns.address import filter_or_404
from coffeecop.staff.concerns.ready_words import ready_words
from coffeecop.staff.concerns.views.blueprint import bp, concern_or_404
from coffeecop.staff.identity.auth import staff_only
from coffeecop.web.rendering import render


@bp.get("/<int:concern_id>/ready-words")
@staff_only
def choose_words(concern_id: int) -> ResponseReturnValue:
    concern = concern_or_404(concern_id)
    if not concern.can_be_answered:
        abort(404)
    words = request.args.get("words", "")[:LONGEST_SEARCH]
    return render(
        "staff/concerns/ready_words.html",
        fragment="ready",
        concern=concern,
        words=words,
        found=ready_words(concern, words),
        chosen=filter_or_404(),
    )
