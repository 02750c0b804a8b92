"""What the page of a concern needs for the forms of triage."""

from collections.abc import Sequence
from typing import Any

from flask import g

from coffeecop.models import Concern, StaffMember
from coffeecop.staff.concerns.triage.forms import AwayForm, CareForm, NoteForm
from coffeecop.staff.concerns.triage.queries import notes_of, triage_of
from coffeecop.web.forms import StaffForm


def triage_context(
    concern: Concern, colleagues: Sequence[StaffMember], **forms: StaffForm
) -> dict[str, Any]:
    """Return the template context. `forms`: those that failed, by their names in templates."""
    triage = triage_of(concern, g.staff_member)
    return {
        "triage": triage,
        "version": triage.version,
        "notes": notes_of(concern),
        "care_form": CareForm(concern, triage, colleagues, formdata=None),
        "away_form": AwayForm(triage, formdata=None),
        "back_form": StaffForm(formdata=None),
        "note_form": NoteForm(formdata=None),
        **forms,
    }
