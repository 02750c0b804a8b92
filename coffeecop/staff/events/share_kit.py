"""What to post about an event: one text for each channel, in the current language."""

import enum
from collections.abc import Iterator

from flask import render_template
from flask.typing import ResponseReturnValue
from flask_babel import gettext as _

from coffeecop.models import Event, Language
from coffeecop.parts import told_in_a_line
from coffeecop.staff.events.blueprint import bp, event_or_plan
from coffeecop.staff.identity.auth import staff_only
from coffeecop.web.i18n import in_language, local_time, localized, short_day, time_range
from coffeecop.web.rendering import public_url, render

# What fits in one text message; Nixle takes no more.
LONGEST_ALERT = 160


class Channel(enum.StrEnum):
    FACEBOOK = "facebook"
    NEXTDOOR = "nextdoor"
    ALERT = "alert"
    NEWSLETTER = "newsletter"
    PRESS = "press"
    NATIONAL_CALENDAR = "national_calendar"


def share_texts(event: Event) -> dict[Channel, str]:
    return {channel: _text(channel, event) for channel in Channel}


def _text(channel: Channel, event: Event) -> str:
    page = public_url("events.show", slug=event.slug)
    if channel is Channel.ALERT:
        return alert_text(event, page)
    text = render_template(
        f"staff/events/share_kit/{channel}.txt", event=event, page=page, told=told_in_a_line(event)
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
    facts = {"day": day, "times": time_range(event), "place": event.venue.name}
    department = localized(event.agency, "name")
    start = local_time(event.starts_at, event)
    yield _(
        "%(department)s: Coffee with a Cop, %(day)s, %(times)s, %(place)s. No agenda. Drop in:",
        department=department,
        **facts,
    )
    yield _("Coffee with a Cop, %(day)s, %(times)s, %(place)s. No agenda. Drop in:", **facts)
    yield _("Coffee with a Cop, %(day)s, %(times)s, %(place)s:", **facts)
    yield _("Coffee with a Cop, %(day)s, %(start)s:", day=day, start=start)


@bp.get("/<int:event_id>/share-kit")
@staff_only
def share_kit(event_id: int) -> ResponseReturnValue:
    event = event_or_plan(event_id, lambda event: event.takes_rsvps)
    texts = {}
    for language in Language:
        with in_language(language):
            texts[language] = share_texts(event)
    return render(
        "staff/events/share_kit/show.html",
        fragment="staff_content",
        event=event,
        texts=texts,
        languages=list(texts),
        longest_alert=LONGEST_ALERT,
    )
