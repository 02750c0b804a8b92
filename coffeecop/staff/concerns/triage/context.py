"""What the page of a concern needs for the forms of triage."""

from collections.abc import Sequence
from typing import Any

from flask import g

from coffeecop.models import Concern, StaffMember
from coffeecop.staff.concerns.triage.forms import AssignForm, NoteForm, SnoozeForm
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
        "assign_form": AssignForm(concern, triage, colleagues, formdata=None),
        "snooze_form": SnoozeForm(triage, formdata=None),
        "unsnooze_form": StaffForm(formdata=None),
        "note_form": NoteForm(formdata=None),
        **forms,
    }
