"""Filling in the pages of a series as an organizer's browser does."""

from coffeecop.models import Event
from tests.staff.form_filling import as_shown, whole
from tests.stored import all_of, reload


def fill_in(visitor, event, **changes):
    return {**as_shown(visitor.get(f"/staff/events/{event.id}/series/new")), **changes}


def preview(visitor, event, fields):
    return visitor.post(f"/staff/events/{event.id}/series/preview", **fields)


def save(visitor, event, fields):
    return visitor.post(f"/staff/events/{event.id}/series", **fields)


def repeat(visitor, event, **changes):
    """Choose, look at the dates, and save them all."""
    shown = preview(visitor, event, fill_in(visitor, event, **changes))
    return save(visitor, event, as_shown(shown))


def days_of(event):
    """Return the days of the event's series, by its rule."""
    series_id = reload(event).series_id
    return [str(each.series_date) for each in all_of(Event, series_id=series_id)]


def listed(visitor, event):
    page = whole(visitor, f"/staff/events/{event.id}/series")
    return page.texts(".series > li")
