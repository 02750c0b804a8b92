"""The topics blueprint and helpers shared by its views."""

import logging
from collections.abc import Sequence

from flask import Blueprint, flash, g
from flask.typing import ResponseReturnValue
from flask_babel import gettext as _

from coffeecop.engine.assigner_process import AssignmentFailed
from coffeecop.models import Topic
from coffeecop.models.topics import NameTaken, Wording, check_names, topics_in_use
from coffeecop.staff.topics.forms import OperationForm
from coffeecop.staff.topics.impact_preview import Impact, Proposal, impact_of
from coffeecop.staff.topics.queries import others_in_use
from coffeecop.web.rendering import see_other

logger = logging.getLogger("coffeecop.staff.topics")

bp = Blueprint("topics", __name__, url_prefix="/staff/topics")


def names_are_free(
    form: OperationForm, wordings: Sequence[Wording], *, topic: Topic | None = None
) -> bool:
    """Return whether no topic but `topic` has one of these names; add errors to the form."""
    try:
        check_names(wordings, others_in_use(topic, g.staff_member.agency_id))
    except NameTaken as refusal:
        form.add_name_errors(refusal.fields, refusal.place)
        return False
    return True


def current_list() -> Proposal:
    return Proposal.of(topics_in_use(g.staff_member.agency_id))


def preview_impact(form: OperationForm, proposal: Proposal) -> Impact | None:
    """Return the impact of the proposal; None, with a form error, if it cannot be computed."""
    try:
        return impact_of(g.staff_member.agency_id, proposal)
    except AssignmentFailed:
        logger.warning("an impact preview failed", exc_info=True)
        form.form_errors.append(
            _("Nothing is saved, and what would change could not be counted. Try again soon.")
        )
        return None


def colleague_was_first(topic: Topic) -> ResponseReturnValue:
    flash(_("A colleague did this first."), "error")
    return see_other("topics.show", topic_id=topic.id)
