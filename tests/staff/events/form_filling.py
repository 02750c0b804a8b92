"""Filling in the form of an event as an organizer's browser does."""

from coffeecop.models import Role
from tests.factories import make_staff, sign_in
from tests.staff.form_filling import as_shown

WRITTEN = {
    "title_en": "Coffee with a Cop",
    "date": "2027-02-25",
    "start_time": "12:30",
    "end_time": "14:00",
    "venue_name": "Example Café",
    "street": "1 Sample St.",
    "city": "Exampleton",
}


def new_event(visitor, **changes):
    form = as_shown(visitor.get("/staff/events/new"))
    return visitor.post("/staff/events", **{**form, **WRITTEN, **changes})


def change(visitor, event, **changes):
    form = as_shown(visitor.get(f"/staff/events/{event.id}/edit"))
    return visitor.post(f"/staff/events/{event.id}", **{**form, **changes})


def organizer(visitor, **values):
    member = sign_in(visitor, Role.ORGANIZER, **values)
    # Without one, no event may be published.
    make_staff(Role.COMPLAINTS, agency=member.agency)
    return member
