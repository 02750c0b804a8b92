from flask_babel import gettext as _
from flask_babel import lazy_gettext as _l
from wtforms import HiddenField, SelectField, StringField, TextAreaField
from wtforms.validators import DataRequired, InputRequired, Length, ValidationError

from coffeecop.forms import StaffForm, strip
from coffeecop.models import ThemeStatus

LONGEST_NAME = 60
LONGEST_KEYWORD = 60
MOST_KEYWORDS = 200
TOO_LONG = _l("Use at most %(max)d characters.")


def keyword_lines(text: str | None) -> str:
    """Return the keywords, one a line, each once and without spaces around it."""
    lines = (" ".join(line.split()) for line in (text or "").replace("\0", "").splitlines())
    return "\n".join(dict.fromkeys(line for line in lines if line))


def check_keywords(form: StaffForm, field: TextAreaField) -> None:
    keywords = field.data.splitlines()
    if len(keywords) > MOST_KEYWORDS:
        raise ValidationError(_("Write at most %(most)s keywords.", most=MOST_KEYWORDS))
    for keyword in keywords:
        if len(keyword) > LONGEST_KEYWORD:
            raise ValidationError(
                _("A keyword has at most %(most)s letters: “%(keyword)s”")
                % {"most": LONGEST_KEYWORD, "keyword": keyword}
            )


class DecisionForm(StaffForm):
    status = SelectField(
        choices=[status.value for status in ThemeStatus if status is not ThemeStatus.MADE_TOPIC],
        validators=[InputRequired(_l("Choose what to do with the theme."))],
    )
    # What the page told of it.
    shown = HiddenField()


class NameForm(StaffForm):
    name = StringField(
        _l("Name of the theme"),
        description=_l("Leave it empty, and its words stand for it."),
        filters=[strip],
        validators=[Length(max=LONGEST_NAME, message=TOO_LONG)],
    )
    shown = HiddenField(filters=[strip])


class TopicForm(StaffForm):
    name_en = StringField(
        _l("Name in English"),
        filters=[strip],
        validators=[
            DataRequired(_l("Write a name in English.")),
            Length(max=LONGEST_NAME, message=TOO_LONG),
        ],
    )
    name_es = StringField(
        _l("Name in Spanish"),
        filters=[strip],
        validators=[
            DataRequired(_l("Write a name in Spanish.")),
            Length(max=LONGEST_NAME, message=TOO_LONG),
        ],
    )
    keywords_en = TextAreaField(
        _l("Keywords in English"),
        description=_l("One a line: a word, or a few that stand together."),
        filters=[keyword_lines],
        validators=[check_keywords],
    )
    keywords_es = TextAreaField(
        _l("Keywords in Spanish"),
        description=_l("One a line: a word, or a few that stand together."),
        filters=[keyword_lines],
        validators=[check_keywords],
    )
