from flask_babel import lazy_gettext as _l

from coffeecop.web.forms import PublicForm, body_field


class ReplyForm(PublicForm):
    body = body_field(
        _l("Your reply"),
        _l("Write your reply first."),
        _l("Say what you will do and by when, or who else can help."),
    )
