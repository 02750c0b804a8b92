from wtforms import HiddenField

from coffeecop.web.forms import PublicForm, strip


class SaysSoForm(PublicForm):
    """That this was the answer, while writing on an event's form or on its own page."""

    event = HiddenField(filters=[strip])
