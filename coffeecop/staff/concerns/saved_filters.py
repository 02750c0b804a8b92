"""Filters of the list that a person keeps by a name."""

from collections.abc import Sequence

from flask_babel import gettext as _
from flask_babel import lazy_gettext as _l
from sqlalchemy import select
from sqlalchemy.exc import IntegrityError

from coffeecop.db import db
from coffeecop.models import SavedFilter, StaffMember
from coffeecop.models.concern.work import LONGEST_NAME
from coffeecop.web.forms import StaffForm, required_line

MOST_FILTERS = 20


class SavedFilterForm(StaffForm):
    name = required_line(_l("Name"), _l("Give it a name first."), most=LONGEST_NAME)

    def is_saved(self, kept: SavedFilter, *, by: StaffMember) -> bool:
        """Give a new or a kept filter this name; say in the form why it cannot have it."""
        refusal = self._refusal(kept, by)
        if not refusal:
            kept.name = self.name.data
            db.session.add(kept)
            try:
                db.session.flush()
            except IntegrityError:
                db.session.rollback()
                refusal = _("You have a filter with this name already.")
        self.name.errors = [refusal] if refusal else []
        return not refusal

    @staticmethod
    def _refusal(kept: SavedFilter, by: StaffMember) -> str | None:
        if not kept.query:
            return _("There is no filter to keep. Choose one first.")
        if kept.id is None and len(saved_filters_of(by)) >= MOST_FILTERS:
            return _("You keep as many as you can. Remove one first.")
        return None


def saved_filters_of(member: StaffMember) -> Sequence[SavedFilter]:
    return db.session.scalars(
        select(SavedFilter).filter_by(staff_id=member.id).order_by(SavedFilter.name)
    ).all()
