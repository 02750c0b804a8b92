"""What to post about an event: one text for each channel, in the current language."""

import enum
from collections.abc import Collection, Iterator

from flask import render_template
from flask_babel import gettext as _

from coffeecop.models import ChecklistStep, Event
from coffeecop.models.checklist import STARTER_STEPS
from coffeecop.parts import line_of_parts
from coffeecop.web.i18n import days_until, local_time, localized, short_day, time_range
from coffeecop.web.rendering import public_url

# What fits in one text message; Nixle takes no more.
LONGEST_ALERT = 160
# Earlier than that many days before an event, people must hear of it first.
SHARED_BEFORE = STARTER_STEPS[ChecklistStep.ONLINE]


class Channel(enum.StrEnum):
    FACEBOOK = "facebook"
    NEXTDOOR = "nextdoor"
    ALERT = "alert"
    NEWSLETTER = "newsletter"
    PRESS = "press"
    NATIONAL_CALENDAR = "national_calendar"


def is_shared_next(event: Event, steps_done: Collection[ChecklistStep]) -> bool:
    return days_until(event) > SHARED_BEFORE and ChecklistStep.ONLINE not in steps_done


def share_texts(event: Event) -> dict[Channel, str]:
    return {channel: _text(channel, event) for channel in Channel}


def _text(channel: Channel, event: Event) -> str:
    page = public_url("events.show", slug=event.slug)
    if channel is Channel.ALERT:
        return alert_text(event, page)
    text = render_template(
        f"sharing/share_kit/{channel}.txt", event=event, page=page, of_parts=line_of_parts(event)
    )
    return text.strip()


def alert_text(event: Event, page: str) -> str:
    """Return the longest of several wordings that fits in one text message with its link."""
    room = LONGEST_ALERT - len(page) - 1
    wordings = list(_alerts(event))
    fitting = next((text for text in wordings if len(text) <= room), None)
    # The address is never cut.
    return f"{fitting or wordings[-1][:room]} {page}"


def _alerts(event: Event) -> Iterator[str]:
    day = short_day(event.starts_at, event)
    values = {"day": day, "times": time_range(event), "place": event.venue.name}
    department = localized(event.agency, "name")
    start = local_time(event.starts_at, event)
    yield _(
        "%(department)s: Coffee with a Cop, %(day)s, %(times)s, %(place)s. No agenda. Drop in:",
        department=department,
        **values,
    )
    yield _("Coffee with a Cop, %(day)s, %(times)s, %(place)s. No agenda. Drop in:", **values)
    yield _("Coffee with a Cop, %(day)s, %(times)s, %(place)s:", **values)
    yield _("Coffee with a Cop, %(day)s, %(start)s:", day=day, start=start)
