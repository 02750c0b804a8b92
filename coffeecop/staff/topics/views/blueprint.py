from flask import Blueprint, flash
from flask.typing import ResponseReturnValue
from flask_babel import gettext as _

from coffeecop.models import Topic
from coffeecop.web.rendering import see_other

bp = Blueprint("topics", __name__, url_prefix="/staff/topics")


def colleague_was_first(topic: Topic) -> ResponseReturnValue:
    flash(_("A colleague did this first."), "error")
    return see_other("topics.show", topic_id=topic.id)
