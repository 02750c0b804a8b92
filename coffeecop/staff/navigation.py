"""Template context of all staff pages: their department, and the concerns that wait."""

from typing import Any, NamedTuple

from flask import Flask, g, url_for
from flask_babel import lazy_gettext as _l

from coffeecop.staff.concern_list.work import MOST_COUNTED, WorkCounts, count_waiting, count_work
from coffeecop.web.i18n import is_untranslated, localized

# Where there is room at the top; an administrator has the settings too.
AT_A_DESK = {
    "today.index": _l("Today"),
    "staff_concerns.index": _l("Concerns"),
    "staff_matters.index": _l("Matters"),
    "staff_events.index": _l("Events"),
    "trends.index": _l("Trends"),
    "settings.index": _l("Settings"),
    "more.index": _l("More"),
}
# At the bottom of a phone, each with its icon.
TABS = {
    "today.index": "house",
    "staff_concerns.index": "message-circle",
    "staff_matters.index": "link",
    "staff_events.index": "calendar",
    "more.index": "ellipsis",
}


class Section(NamedTuple):
    endpoint: str
    words: str
    url: str
    # How many things wait there; "" for none.
    waiting: str


def init_app(app: Flask) -> None:
    app.context_processor(navigation)
    app.add_template_filter(up_to_most)


def navigation() -> dict[str, Any]:
    if not g.get("staff_member"):
        return {}
    agency, waiting = g.staff_member.agency, {"staff_concerns.index": up_to_most(_waiting())}
    sections = [
        Section(endpoint, str(words), url_for(endpoint), waiting.get(endpoint, ""))
        for endpoint, words in AT_A_DESK.items()
        if endpoint != "settings.index" or g.staff_member.is_admin
    ]
    return {
        # In place of what residents see: it is read already.
        "site_name": lambda: localized(agency, "name"),
        "site_name_is_english": lambda: is_untranslated(agency, "name"),
        "nav_sections": sections,
        "nav_tabs": [each for each in sections if each.endpoint in TABS],
        "nav_icons": TABS,
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
