"""Public answers that staff may send to one resident, in the resident's language."""

from collections.abc import Collection, Sequence
from typing import NamedTuple

from coffeecop.models import Concern, Language
from coffeecop.models.answers import published_answers

MOST_OFFERED = 20


class AnswerToUse(NamedTuple):
    id: int
    question: str
    text: str


def answers_to_use(concern: Concern, topic_ids: Collection[int]) -> Sequence[AnswerToUse]:
    """Return the published answers, those of the concern's topics first."""
    if not concern.can_be_answered:
        return ()
    suffix = "es" if concern.language is Language.SPANISH else "en"
    found = published_answers(concern.event.agency_id)
    first = sorted(found, key=lambda answer: answer.topic_id not in topic_ids)[:MOST_OFFERED]
    return [
        AnswerToUse(
            answer.id,
            getattr(answer, f"question_{suffix}"),
            getattr(answer, f"answer_{suffix}"),
        )
        for answer in first
    ]


def text_to_use(answers: Sequence[AnswerToUse], answer_id: int | None) -> str | None:
    return next((answer.text for answer in answers if answer.id == answer_id), None)
