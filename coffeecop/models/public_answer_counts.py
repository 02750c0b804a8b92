"""How many residents said that a public answer was the answer: only that counts as answered."""

from collections.abc import Collection

from sqlalchemy import func, select

from coffeecop.db import db
from coffeecop.models.public_answer import AnswerConfirmation


def answered_by_public_answers(event_id: int) -> int:
    """Return how often a resident found the answer while writing on this event's form."""
    counted = select(func.count()).where(AnswerConfirmation.event_id == event_id)
    return db.session.scalar(counted) or 0


def confirmations_by_answer(answer_ids: Collection[int]) -> dict[int, int]:
    """Return by answer how many residents said so, on forms and on the page of all answers."""
    counted = (
        select(AnswerConfirmation.answer_id, func.count())
        .where(AnswerConfirmation.answer_id.in_(answer_ids))
        .group_by(AnswerConfirmation.answer_id)
    )
    return {row[0]: row[1] for row in db.session.execute(counted)}
