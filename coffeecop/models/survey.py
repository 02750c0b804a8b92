from sqlalchemy import CheckConstraint, String
from sqlalchemy.orm import Mapped, mapped_column

from coffeecop.db import CreatedAt, Model
from coffeecop.models.keys import EventId
from coffeecop.models.language import Language

LONGEST_LINE = 300
STEPS = range(1, 6)
QUESTIONS = ("heard", "approachable", "respected", "again")


class SurveyAnswer(Model):
    """An anonymous rating by one person who came to an event."""

    __tablename__ = "survey_answers"
    __table_args__ = (
        CheckConstraint("heard BETWEEN 1 AND 5", name="heard_range"),
        CheckConstraint("approachable BETWEEN 1 AND 5", name="approachable_range"),
        CheckConstraint("respected BETWEEN 1 AND 5", name="respected_range"),
        CheckConstraint("again BETWEEN 1 AND 5", name="again_range"),
        CheckConstraint(
            "coalesce(heard, approachable, respected, again) IS NOT NULL OR line IS NOT NULL",
            name="something_said",
        ),
        CheckConstraint("length(trim(line)) > 0", name="line_not_blank"),
    )

    id: Mapped[int] = mapped_column(primary_key=True)
    event_id: Mapped[EventId] = mapped_column(index=True)
    form_key_hash: Mapped[str] = mapped_column(String(64), unique=True)
    # From 1 (not at all) to 5 (very much); each is optional.
    heard: Mapped[int | None]
    approachable: Mapped[int | None]
    respected: Mapped[int | None]
    again: Mapped[int | None]
    line: Mapped[str | None] = mapped_column(String(LONGEST_LINE))
    language: Mapped[Language]
    created_at: Mapped[CreatedAt]
