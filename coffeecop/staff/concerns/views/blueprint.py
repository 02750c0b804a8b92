"""The concerns blueprint and helpers shared by its views."""

from typing import Any

from flask import Blueprint, abort, g

from coffeecop.models import Concern
from coffeecop.staff.concerns.forms import TopicsForm
from coffeecop.staff.concerns.queries import (
    TopicsOfConcern,
    readable_concern,
    selectable_topics,
)

bp = Blueprint("staff_concerns", __name__, url_prefix="/staff/concerns")


def concern_or_404(concern_id: int) -> Concern:
    return readable_concern(concern_id, g.staff_member) or abort(404)


def topics_form_of(concern: Concern, topics: TopicsOfConcern, **options: Any) -> TopicsForm:
    choices = selectable_topics(concern.event.agency_id, topics.ids)
    return TopicsForm(choices=choices, ticked=topics.ids, **options)
