"""What became of a promise, in words."""

from datetime import date, datetime
from zoneinfo import ZoneInfo

from flask import Flask
from flask_babel import gettext as _

from coffeecop.models import Promise
from coffeecop.models.promises_shown import BetterFigures, is_publicly_overdue
from coffeecop.web.i18n import calendar_day

MOST_SAY = {
    "yes": lambda: _("Most people who told us say that it got better."),
    "somewhat": lambda: _("Most people who told us say that it got somewhat better."),
    "no": lambda: _("Most people who told us say that it did not get better yet."),
}


def init_app(app: Flask) -> None:
    for shown in (
        better_line,
        closed_on,
        is_overdue,
        is_publicly_overdue,
        promise_state,
        promise_story,
    ):
        app.add_template_filter(shown)


def is_overdue(promise: Promise) -> bool:
    return promise.is_open and promise.due_on < promise.agency.today


def local_day_of(moment: datetime, promise: Promise) -> date:
    return moment.astimezone(ZoneInfo(promise.agency.time_zone)).date()


def closed_on(promise: Promise) -> date | None:
    """Return the department's local day on which it was kept, or dropped."""
    return local_day_of(promise.closed_at, promise) if promise.closed_at else None


def promise_story(promise: Promise) -> list[str]:
    """Return what happened so far: asked for, promised, kept on Apr 14, 2026."""
    event, state = promise.event, promise_state(promise)
    if event is None:
        made = calendar_day(local_day_of(promise.created_at, promise))
        return [_("Promised on %(day)s", day=made), state]
    day, venue = calendar_day(event.day), event.venue.name
    asked = _("Asked for on %(day)s at %(venue)s", day=day, venue=venue)
    return [asked, _("promised"), state]


def promise_state(promise: Promise) -> str:
    """Return kept on, due on or dropped with the day, as residents read it."""
    closed = closed_on(promise)
    if closed and promise.is_kept:
        return _("kept on %(day)s", day=calendar_day(closed))
    if closed:
        return _("could not be kept")
    if is_publicly_overdue(promise):
        return _("not done yet")
    return _("due on %(day)s", day=calendar_day(promise.due_on))


def better_line(figures: BetterFigures) -> str:
    """Return what people say now; empty if neither a number nor a majority may be told."""
    if figures.exact is not None:
        return _(
            "Of %(all)s people who told us, %(number)s say that it got better.",
            all=figures.answers,
            number=figures.exact,
        )
    return MOST_SAY[figures.most]() if figures.most else ""
