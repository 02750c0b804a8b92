from wtforms import BooleanField, SelectMultipleField, TextAreaField

from coffeecop.models.concern.parts import LONGEST_BODY
from coffeecop.web.forms import PublicForm


class WritingForm(PublicForm):
    """What somebody is writing on the form of an event, at a pause in typing."""

    body = TextAreaField()
    # The answers displayed, and whether the resident has had enough of them.
    shown = SelectMultipleField(validate_choice=False)
    declined = BooleanField()

    @property
    def text(self) -> str:
        return (self.body.data or "")[:LONGEST_BODY]

    def shows(self, matter_ids: list[int]) -> bool:
        return [str(each) for each in matter_ids] == (self.shown.data or [])
