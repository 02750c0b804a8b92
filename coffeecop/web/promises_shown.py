"""What is left of promises until the tests of destruction read matters."""

from collections import defaultdict
from collections.abc import Collection, Mapping

from sqlalchemy import func, select

from coffeecop.db import db
from coffeecop.models.concern import Concern
from coffeecop.models.concern.conditions import in_event_stream
from coffeecop.models.concern.counts import Kept, kept_counts
from coffeecop.models.concern.parts import Better
from coffeecop.models.promise import Promise, PromiseConcern
from coffeecop.web.matters_shown import SMALLEST_GROUP, BetterFigures, figures_of


def better_figures(promises: Collection[Promise]) -> Mapping[int, BetterFigures]:
    """Return the answers to "Did it get better?" by the promise for whose concerns they are.

    A concern counts for its first published promise alone, so that no difference of two promises
    tells what one person said; and answers count five by five, so that no change in time does.
    """
    first = (
        select(PromiseConcern.concern_id, func.min(Promise.id).label("promise_id"))
        .join(Promise, Promise.id == PromiseConcern.promise_id)
        .where(Promise.published_at.is_not(None))
        .group_by(PromiseConcern.concern_id)
        .subquery()
    )
    answered = (
        select(first.c.promise_id, Concern.better)
        .join(Concern, Concern.id == first.c.concern_id)
        .where(
            Concern.better.is_not(None),
            in_event_stream(),
            first.c.promise_id.in_([promise.id for promise in promises]),
        )
        .order_by(Concern.better_at, Concern.id)
    )
    answers: dict[int, list[Better | None]] = defaultdict(list)
    for promise_id, better in db.session.execute(answered):
        answers[promise_id].append(better)
    ids = [promise.id for promise in promises]
    for promise_id, (said,), number in kept_counts("promise_id", ids, Kept.BETTER):
        # They came first.
        answers[promise_id][:0] = [Better(said)] * number
    return {
        promise_id: figures_of(given)
        for promise_id, given in answers.items()
        if len(given) >= SMALLEST_GROUP
    }
