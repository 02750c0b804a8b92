from coffeecop.models import AnswerConfirmation, Event, PublicAnswer
from coffeecop.models.keys import is_stored, store_once


def confirm_answer(answer: PublicAnswer, event: Event | None, *, key_hash: str) -> None:
    """Count a resident who says that this was the answer. A repeated key changes nothing."""
    if is_stored(AnswerConfirmation, key_hash):
        return
    store_once(
        AnswerConfirmation(
            answer_id=answer.id, event_id=event.id if event else None, form_key_hash=key_hash
        )
    )
