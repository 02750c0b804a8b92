from typing import Any

from flask_babel import lazy_gettext as _l
from wtforms import TextAreaField
from wtforms.validators import DataRequired, Length

from coffeecop.models.concern_parts import LONGEST_BODY
from coffeecop.staff.settings.templates.actions import Texts
from coffeecop.web.forms import TOO_LONG, SeenForm, keep_paragraphs, required_line

LONGEST_NAME = 80


def _text(label: Any, missing: Any) -> TextAreaField:
    return TextAreaField(
        label,
        filters=[keep_paragraphs],
        validators=[DataRequired(missing), Length(max=LONGEST_BODY, message=TOO_LONG)],
    )


class TemplateForm(SeenForm):
    name = required_line(
        _l("Name"),
        _l("Give it a name first."),
        most=LONGEST_NAME,
        description=_l("Only staff see it, such as: Speed bumps."),
    )
    body_en = _text(_l("The answer in English"), _l("Write the answer in English."))
    body_es = _text(_l("The answer in Spanish"), _l("Write the answer in Spanish."))

    @property
    def texts(self) -> Texts:
        return Texts(self.name.data, self.body_en.data, self.body_es.data)
