"""An event in words: its checklist, its survey, and what departments may say themselves."""

import re
from datetime import datetime, timedelta
from typing import Any

from flask_babel import gettext as _
from flask_babel import lazy_gettext as _l
from flask_babel import ngettext

from coffeecop.models import Agency, ChecklistItem, ChecklistStep, Event
from coffeecop.models.checklist import ALSO_TICKED, ChecklistLine
from coffeecop.web.concern_labels import asked_line, label
from coffeecop.web.i18n import (
    current_language,
    days_until,
    elapsed,
    full_day,
    local,
    local_date,
    local_day,
    local_time,
    localized,
    short_day,
    time_range,
    weekday_and_day,
)
from coffeecop.web.roster_labels import name_with_rank

# Of the survey.
QUESTION_NAMES = {
    "heard": _l("I felt heard"),
    "approachable": _l("The officers were easy to talk to"),
    "respected": _l("They treated me with respect"),
    "again": _l("I'd come again"),
}
# Of a description.
LONGEST_IN_SIGHT = 100
SENTENCE_END = re.compile(r"[.!?…](?=\s|$)")


def event_label(event: Any) -> str:
    """Return Coffee with a Cop, Feb 26, 2026: titles repeat, so the day belongs to the name."""
    day = local_day(event.starts_at, event)
    return _("%(title)s, %(day)s", title=localized(event, "title"), day=day)


def opening_sentence(agency: Agency) -> str:
    """Return the sentence with which officers open a talk: why they are there.

    Said first, it improves such talks: Peyton et al., PNAS 2019 (doi 10.1073/pnas.1910157116);
    Dobson et al., Nature Communications 2025.
    """
    own: str | None = getattr(agency, f"opening_{current_language()}")
    return own or usual_opening_sentence()


def usual_opening_sentence() -> str:
    return _("We are here to get to know you and to hear what is on your mind. That's all.")


def title_beside_place(event: Event) -> str:
    """Return the title of an event that is called by its place; empty where it says no more."""
    title = localized(event, "title")
    usual = (_("Coffee with a Cop"), event.agency.event_title_es)
    return "" if title in usual or event.venue.name in title else title


def description_parts(event: Event) -> tuple[str, str]:
    """Return the sentences of a description that are in sight, and the rest, which is folded."""
    text = localized(event, "description")
    if len(text) <= LONGEST_IN_SIGHT:
        return text, ""
    ends = [found.end() for found in SENTENCE_END.finditer(text.partition("\n\n")[0])]
    end = max((end for end in ends if end <= LONGEST_IN_SIGHT), default=0)
    return text[:end].strip(), text[end:].strip()


def accommodation_line(event: Event, *, beside_form: bool = False) -> str:
    """Return whom to ask for an interpreter or help to get in, and by when (28 CFR 35.106).

    Empty for an event that nobody can come to any more. Beside the form that asks what people
    need, it does not send them to the page that they read.
    """
    if event.is_cancelled or event.is_over:
        return ""
    # Without a Spanish text of its own: the usual one, as it must be understood.
    own: str | None = getattr(event.agency, f"accommodation_{current_language()}")
    how = own or (_how_else_to_ask if beside_form else _how_to_ask)(event.agency)
    if not how and not beside_form:
        how = _("Need an interpreter, or help to get in? Tell us on the page of the event.")
    return f"{how} {_by_when(event)}".strip()


def _how_to_ask(agency: Agency) -> str:
    phone, email = agency.phone, agency.accommodation_email
    if phone and email:
        return _(
            "Need an interpreter, or help to get in? Call %(phone)s or write to %(email)s.",
            phone=phone,
            email=email,
        )
    if phone:
        return _("Need an interpreter, or help to get in? Call %(phone)s.", phone=phone)
    if email:
        return _("Need an interpreter, or help to get in? Write to %(email)s.", email=email)
    return ""


def _how_else_to_ask(agency: Agency) -> str:
    """Return the same without the question, which the form asks."""
    phone, email = agency.phone, agency.accommodation_email
    if phone and email:
        return _("You can also call %(phone)s or write to %(email)s.", phone=phone, email=email)
    if phone:
        return _("You can also call %(phone)s.", phone=phone)
    return _("You can also write to %(email)s.", email=email) if email else ""


def _by_when(event: Event) -> str:
    days = event.agency.accommodation_days
    if not days or days > days_until(event):
        return ""
    return _("Please ask by %(day)s.", day=full_day(event.day - timedelta(days=days)))


def checklist_label(item: ChecklistItem) -> str:
    return item.label or usual_label(item)


def usual_label(item: ChecklistItem) -> str:
    """Return the words of a known step; empty for a line of the department's own."""
    return label(item.step) if item.step else ""


def when_label(item: ChecklistItem) -> str:
    days = item.days_before
    if days == 0:
        return _("on the day")
    if days > 0:
        return ngettext("%(num)s day before", "%(num)s days before", days)
    return ngettext("%(num)s day after", "%(num)s days after", -days)


def line_state(line: ChecklistLine) -> str:
    """Return who ticked it or why it is ticked; else what is known of it, and by when it is due."""
    if line.tick and not line.is_known:
        day = short_day(line.tick.ticked_at, line.event)
        if line.item.step is ALSO_TICKED:
            return _("Nothing to say: %(who)s, %(day)s", who=line.tick.ticked_by.name, day=day)
        return _("%(who)s, %(day)s", who=line.tick.ticked_by.name, day=day)
    known = known_label(line)
    if not line.is_due:
        return known
    due = due_label(line)
    return _("%(known)s, %(due)s", known=known, due=due) if known else due


def due_label(line: ChecklistLine) -> str:
    days = line.days_left
    if days < 0:
        return ngettext("%(num)s day late", "%(num)s days late", -days)
    if days < 2:
        return _("due tomorrow") if days else _("due today")
    return _("due %(day)s", day=weekday_and_day(line.due_on))


def known_label(line: ChecklistLine) -> str:
    """Return what is known of the step of this line, such as why it is ticked."""
    match line.item.step:
        case ChecklistStep.HOST if line.host_name:
            return _("%(name)s is the host", name=name_with_rank(line.host_name))
        case ChecklistStep.POSTER if line.event.poster_printed_at:
            return _("Printed %(time)s ago", time=elapsed(line.event.poster_printed_at))
        case ChecklistStep.COUNTED if line.event.heads_counted is not None:
            return _("About %(number)s came", number=line.event.heads_counted)
        case ChecklistStep.ANSWERED if line.event.is_over:
            return asked_line(line.states)
        case ChecklistStep.PUBLISHED if line.published_matters:
            return ngettext(
                "%(num)s is on the page of the event",
                "%(num)s are on the page of the event",
                line.published_matters,
            )
    return ""


def announced_and_new_time(event: Event) -> tuple[str, str]:
    """Return the times first announced, empty if none moved, and those of now.

    With their days if the day moved.
    """
    start, end = event.moved_from_starts_at, event.moved_from_ends_at
    new = time_range(event)
    if not event.takes_rsvps or not (start or end):
        return "", new
    announced = time_range(event, start, end)
    if start and _is_another_day(start, event):
        new = f"{local_day(event.starts_at, event)}, {new}"
        announced = f"{local_day(start, event)}, {announced}"
    return announced, new


def moved_from(event: Event, *, names_place: bool = True, names_time: bool = True) -> list[str]:
    """Return one sentence for each change of time or place since the event was published.

    An address makes a long badge: names_place=False in a list. Nor need the badge name what is
    shown beside it.
    """
    if not event.takes_rsvps:
        return []
    sentences = []
    if event.moved_from_starts_at:
        sentences.append(_moved_from_start(event.moved_from_starts_at, event, names_time))
    elif event.moved_from_ends_at:
        end = local_time(event.moved_from_ends_at, event)
        moved = _("The end has moved from %(time)s", time=end)
        sentences.append(moved if names_time else _("New time"))
    if event.moved_from_place:
        place = event.moved_from_place
        sentences.append(_("Moved from %(place)s", place=place) if names_place else _("New place"))
    return sentences


def _moved_from_start(start: datetime, event: Event, names_time: bool) -> str:
    if not names_time:
        return _("New date") if _is_another_day(start, event) else _("New time")
    time = local_time(start, event)
    if _is_another_day(start, event):
        return _("Moved from %(day)s, %(time)s", day=local_day(start, event), time=time)
    return _("Moved from %(time)s", time=time)


def _is_another_day(start: datetime, event: Event) -> bool:
    return local(start, event).date() != event.day


def notices(event: Event) -> tuple[str, ...]:
    """Return what somebody who remembers the first announcement must know."""
    if event.is_cancelled:
        return (_("This event is cancelled"),)
    if event.is_over:
        return (_("This event is over"),)
    return tuple(moved_from(event))


def summary_line(event: Event) -> str:
    """Return in one line what has changed, and date, times and place."""
    day, times = local_date(event.starts_at, event), time_range(event)
    # A Spanish day begins with a small letter.
    sentences = (*notices(event), f"{day[0].upper()}{day[1:]}, {times}", event.place)
    # Some end with an abbreviation: "2:00 p.m."
    return " ".join(f"{sentence.removesuffix('.')}." for sentence in sentences)
