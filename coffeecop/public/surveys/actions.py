from sqlalchemy import select

from coffeecop.db import db
from coffeecop.models import SurveyAnswer
from coffeecop.models.event.attendance import QUESTIONS
from coffeecop.models.keys import store_once


def save_answers(answers: SurveyAnswer) -> None:
    """Store the answers, or add them to those that the same form has sent before.

    Taps may arrive at once or in another order, so what is not answered erases nothing.
    """
    earlier = _stored(answers.form_key_hash)
    if earlier is None and store_once(answers):
        return
    earlier = earlier or _stored(answers.form_key_hash)
    for name in (*QUESTIONS, "line"):
        given = getattr(answers, name)
        if given is not None:
            setattr(earlier, name, given)


def _stored(form_key_hash: str) -> SurveyAnswer | None:
    same_form = select(SurveyAnswer).where(SurveyAnswer.form_key_hash == form_key_hash)
    return db.session.scalar(same_form.with_for_update())
