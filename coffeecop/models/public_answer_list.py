"""The published answers of a department, for residents who write and for staff who answer."""

from collections.abc import Sequence
from typing import Any

from sqlalchemy import Row, select

from coffeecop.db import db
from coffeecop.models.public_answer import PublicAnswer

# More would be too many to choose from, and take too long to compare.
MOST_LISTED = 200


def published_answers(agency_id: int) -> Sequence[Row[*tuple[Any, ...]]]:
    """Return the texts of at most MOST_LISTED answers, the newest first.

    Not the rows themselves: the texts are still there when the transaction has ended.
    """
    published = (
        select(
            PublicAnswer.id,
            PublicAnswer.topic_id,
            PublicAnswer.question_en,
            PublicAnswer.question_es,
            PublicAnswer.answer_en,
            PublicAnswer.answer_es,
        )
        .where(PublicAnswer.agency_id == agency_id, PublicAnswer.published_at.is_not(None))
        .order_by(PublicAnswer.published_at.desc(), PublicAnswer.id.desc())
        .limit(MOST_LISTED)
    )
    return db.session.execute(published).all()
