"""Filters of the list that a person keeps by a name."""

from collections.abc import Sequence
from typing import Any
from urllib.parse import urlencode

from flask import abort, g
from flask_babel import gettext as _
from flask_babel import lazy_gettext as _l
from sqlalchemy import bindparam, select
from sqlalchemy.exc import IntegrityError

from coffeecop.db import db
from coffeecop.models import SavedFilter, StaffMember
from coffeecop.models.concern.work import LONGEST_NAME
from coffeecop.web.forms import StaffForm, required_line

MOST_FILTERS = 20
KEPT = select(SavedFilter).filter_by(staff_id=bindparam("staff_id")).order_by(SavedFilter.name)


class SavedFilterForm(StaffForm):
    name = required_line(_l("Name"), _l("Give it a name first."), most=LONGEST_NAME)

    def keeps(self, kept: SavedFilter) -> bool:
        """Keep a new or a kept filter by the name given, or say here why not."""
        if self.validate_on_submit() and (refusal := _keep(kept, self.name.data)):
            self.name.errors = [refusal]
        return not self.errors


def begun_filter(args: dict[str, Any]) -> SavedFilter:
    return SavedFilter(staff_id=g.staff_member.id, query=urlencode(args))


def own_filter_or_404(filter_id: int) -> SavedFilter:
    """Return one of the person's own filters."""
    kept = db.session.get(SavedFilter, filter_id)
    return kept if kept and kept.staff_id == g.staff_member.id else abort(404)


def _keep(kept: SavedFilter, name: str) -> str | None:
    """Keep it, or return why it cannot have this name or cannot be kept at all."""
    if not kept.query:
        return _("There is no filter to keep. Choose one first.")
    if kept.id is None and len(saved_filters_of(g.staff_member)) >= MOST_FILTERS:
        return _("You keep as many as you can. Remove one first.")
    kept.name = name
    db.session.add(kept)
    try:
        db.session.flush()
    except IntegrityError:
        db.session.rollback()
        return _("You have a filter with this name already.")
    return None


def saved_filters_of(member: StaffMember) -> Sequence[SavedFilter]:
    return db.session.scalars(KEPT, {"staff_id": member.id}).all()
