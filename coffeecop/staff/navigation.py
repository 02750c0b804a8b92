"""Template context of all staff pages: their department, and the concerns that wait. Pages of
parts that open at an address of the core."""

from typing import Any

from flask import Flask, Response, g, request

from coffeecop.parts import sections_at
from coffeecop.parts.links import Spot
from coffeecop.staff.concern_list.work import MOST_COUNTED, WorkCounts, count_waiting, count_work
from coffeecop.web.i18n import is_untranslated, localized
from coffeecop.web.rendering import render


def init_app(app: Flask) -> None:
    app.context_processor(navigation)
    app.add_template_filter(up_to_most)


def navigation() -> dict[str, Any]:
    if not g.get("staff_member"):
        return {}
    agency = g.staff_member.agency
    return {
        # In place of what residents see: it is read already.
        "site_name": lambda: localized(agency, "name"),
        "site_name_is_english": lambda: is_untranslated(agency, "name"),
        "waiting_count": up_to_most(_waiting()),
    }


def _waiting() -> int:
    work: WorkCounts | None = g.get("work_counts")
    return work.waiting if work else count_waiting(g.staff_member)


def work_counts() -> WorkCounts:
    """Return the numbers of this request, counted once."""
    if "work_counts" not in g:
        g.work_counts = count_work(g.staff_member)
    counts: WorkCounts = g.work_counts
    return counts


def up_to_most(number: int) -> str:
    """Return 12, or 99+ for a number that was not counted further; empty for 0."""
    return f"{MOST_COUNTED}+" if number > MOST_COUNTED else str(number or "")


def page_of_part(place: Spot, *about: Any, fragment: str = "staff_content") -> Response | None:
    """Return the page of a part that opens at this address, as in ?open=filters, if one does.

    `about`: what the place gives besides what is to open.
    """
    opened = request.args.get("open")
    for template, values in sections_at(place, g.staff_member.agency, *about, opened).items():
        return render(template, fragment=fragment, **values)
    return None
