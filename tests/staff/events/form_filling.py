"""Filling in the form of an event as an organizer's browser does."""

from coffeecop.models import Role
from tests.factories import make_staff, sign_in

WRITTEN = {
    "title_en": "Coffee with a Cop",
    "date": "2027-02-25",
    "start_time": "12:30",
    "end_time": "14:00",
    "venue_name": "Example Café",
    "street": "1 Sample St.",
    "city": "Exampleton",
}


def as_shown(page):
    """Return the names and values that a browser would send of this form, unchanged."""
    form = page.one("#event-form")
    fields = {}
    for element in form.select("input, select, textarea"):
        name, kind = element.get("name"), element.get("type")
        if kind in ("checkbox", "radio") and not element.has_attr("checked"):
            continue
        if element.name == "textarea":
            fields[name] = element.text.removeprefix("\n")
        elif element.name == "select":
            fields[name] = element.select_one("[selected]")["value"]
        elif kind == "checkbox":
            fields.setdefault(name, []).append(element["value"])
        else:
            fields[name] = element.get("value", "")
    del fields["csrf_token"]
    return fields


def new_event(visitor, **changes):
    form = as_shown(visitor.get("/staff/events/new"))
    return visitor.post("/staff/events", **{**form, **WRITTEN, **changes})


def change(visitor, event, **changes):
    form = as_shown(visitor.get(f"/staff/events/{event.id}/edit"))
    return visitor.post(f"/staff/events/{event.id}", **{**form, **changes})


def arrive(visitor, answer):
    """Go to the page that follows under its own address, as the script has the browser do."""
    assert answer.status == 303, f"{answer.status}: {answer.words}"
    return visitor.get(answer.location, **{"HX-Request": "false"})


def organizer(visitor, **values):
    member = sign_in(visitor, Role.ORGANIZER, **values)
    # Without one, no event may be published.
    make_staff(Role.COMPLAINTS, agency=member.agency)
    return member
