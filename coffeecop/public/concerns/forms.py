from flask_babel import lazy_gettext as _l
from wtforms import RadioField, SelectChoice, StringField
from wtforms.validators import DataRequired, Length

from coffeecop.models import Better
from coffeecop.web.forms import PublicForm, body_field, strip

BETTER = [
    SelectChoice(Better.YES, _l("Yes")),
    SelectChoice(Better.SOMEWHAT, _l("A little")),
    SelectChoice(Better.NO, _l("No")),
]


class FindForm(PublicForm):
    words = StringField(
        _l("Your six receipt words"),
        description=_l(
            "We showed them to you after you sent your message. "
            "Capitals and accents do not matter. "
            "We don't know who sent what, so we can't look them up for you."
        ),
        filters=[strip],
        validators=[DataRequired(_l("Write your six receipt words.")), Length(max=200)],
    )


class MessageForm(PublicForm):
    body = body_field(_l("Add something"), _l("Write a few words first."), "")


class BetterForm(PublicForm):
    better = RadioField(_l("Did it get better?"), choices=BETTER, coerce=Better)
