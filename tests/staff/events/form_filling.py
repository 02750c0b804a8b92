"""Filling in the forms of an event as an organizer's browser does."""

from coffeecop.models import Role
from coffeecop.staff.events.forms import PARTS
from tests.factories import make_staff, sign_in
from tests.staff.form_filling import as_shown

WRITTEN = {
    "date": "2027-02-25",
    "start_time": "12:30",
    "end_time": "14:00",
    "venue_name": "Example Café",
    "street": "1 Sample St.",
    "city": "Exampleton",
}


def new_event(visitor, *, address="/staff/events/new", **changes):
    page = visitor.get(address)
    return visitor.post(
        page.one("#event-form")["action"], **{**as_shown(page), **WRITTEN, **changes}
    )


def part_path(event, **changes):
    """Return the address of the form that has these fields."""
    names = {name.partition("-")[0] for name in changes} - {"applies_to", "version"}
    (part,) = (part for part, form in PARTS.items() if all(hasattr(form, name) for name in names))
    return f"/staff/events/{event.id}/edit/{part}"


def change(visitor, event, **changes):
    path = part_path(event, **changes)
    return visitor.post(path, **{**as_shown(visitor.get(path)), **changes})


def organizer(visitor, **values):
    member = sign_in(visitor, Role.ORGANIZER, **values)
    # Without one, no event may be published.
    make_staff(Role.COMPLAINTS, agency=member.agency)
    return member
