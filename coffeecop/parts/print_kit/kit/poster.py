"""The poster of an event: both languages on one page, to be read by people who walk past."""

from collections.abc import Sequence
from dataclasses import dataclass
from textwrap import shorten
from typing import Any

from flask import render_template, url_for
from flask_babel import gettext as _
from flask_babel import ngettext
from markupsafe import Markup

from coffeecop.models import Event, Language, Matter
from coffeecop.parts import line_of_parts, sections_at
from coffeecop.parts.links import Spot
from coffeecop.web.event_labels import accommodation_line
from coffeecop.web.i18n import in_each_language, localized, time_range, weekday_and_day
from coffeecop.web.matters_shown import pair_of
from coffeecop.web.rendering import public_url, render_in
from coffeecop.web.roster_labels import who_line

LONGEST_DONE = 110


@dataclass(frozen=True)
class Side:
    """What a poster says in one language."""

    title: str
    day: str
    hours: str
    # What was done last for this place: it draws more people than the name of the event.
    done_label: str
    done: str
    done_language: str
    invitation: str
    needs: str
    who: str
    scan: str
    address: str

    @classmethod
    def of(cls, event: Event, done: Matter | None) -> "Side":
        # Without its year: a poster hangs for two weeks.
        day = weekday_and_day(event.day)
        told = pair_of(done) if done else None
        return cls(
            title=localized(event, "title"),
            day=day[0].upper() + day[1:],
            hours=time_range(event),
            done_label=_("Asked here, and done:"),
            done=shorten(told.said, LONGEST_DONE, placeholder="…") if told else "",
            done_language=told.said_language if told else "",
            invitation=f"{_invitation(event)} {line_of_parts(event)}".strip(),
            needs=accommodation_line(event),
            who=_("Talk with %(who)s.", who=who_line(event)),
            scan=_("Scan to tell us what is on your mind."),
            address=public_url("events.show", slug=event.slug),
        )


def poster(event: Event, done: Matter | None) -> Markup:
    sides = in_each_language(lambda: Side.of(event, done))
    both = sides.values()
    heads = [side.done + side.title for side in both]
    page = render_template(
        "print_kit/kit/poster.html",
        event=event,
        sides=sides,
        head_size=_size(heads, most=210 if done else 70),
        place_size=_size([event.venue.name], most=34),
        side_size=_size([side.needs + side.who for side in both], most=400),
        photo=photo_url(done) if done and done.photo else "",
        seals=_seals(event, done),
    )
    return Markup(page)  # noqa: S704 (a template's own output, which is escaped)


def _size(texts: Sequence[str], *, most: int) -> str:
    """Return how large letters may be: as designed, smaller, or small."""
    letters = sum(map(len, texts))
    return "" if letters <= most else "long" if letters <= 2 * most else "longest"


def photo_url(matter: Matter) -> str:
    return url_for("staff_matters.photo", matter_id=matter.id)


def _invitation(event: Event) -> str:
    if event.capacity:
        return ngettext(
            "Just drop in. There is room for %(num)s.",
            "Just drop in. There is room for %(num)s.",
            event.capacity,
        )
    return _("Just drop in. There is nothing to sign up for.")


def _seals(event: Event, done: Matter | None) -> dict[Language, tuple[Any, Markup]]:
    """Return what stands at the foot of the poster, in each language: a seal and its words."""
    sections = sections_at(Spot.POSTER, event.agency, event, done.event if done else None)
    for template, seal in sections.items():
        return {each: (seal, render_in(each, template, seal=seal)) for each in Language}
    return {}
