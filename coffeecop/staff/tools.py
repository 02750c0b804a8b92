"""What staff use for an event in its phase: one button for what is next, the rest as a row."""

from collections.abc import Sequence
from typing import Any, NamedTuple

from flask import Flask, url_for
from flask_babel import lazy_gettext as _l

from coffeecop.models import Agency, ChecklistStep, Event
from coffeecop.models.checklist import STARTER_STEPS, ChecklistLine
from coffeecop.parts import links_of
from coffeecop.parts.links import Tool
from coffeecop.web.i18n import days_until

MATTERS = "staff_matters.index"
SHARE = "staff_events.share_kit"
# Earlier than that many days before an event, people must hear of it first.
SHARED_BEFORE = STARTER_STEPS[ChecklistStep.ONLINE]
OF_THE_CORE = (
    Tool("eye", "staff_events.preview", _l("Look at it and publish"), {"draft": 0}),
    Tool(
        "clipboard-list",
        "staff_events.briefing",
        _l("Brief"),
        {"draft": 1, "before": 0, "during": 1, "after": 9, "cancelled": 9},
        button=_l("Briefing: open before you go"),
        steps=(ChecklistStep.ROLL_CALL,),
        today=lambda _event: _l("Briefing"),
    ),
    Tool(
        "share-2",
        SHARE,
        _l("Share"),
        {"before": 4, "during": 4},
        button=_l("Share: let people know"),
        steps=(ChecklistStep.ONLINE,),
    ),
    Tool(
        "check",
        MATTERS,
        _l("Came of it"),
        {"after": 4},
        button=_l("Say what came of it"),
        steps=(ChecklistStep.PUBLISHED,),
        argument="event",
    ),
)


class Tools(NamedTuple):
    """The first is the one to use now, if there is one."""

    first: Tool | None
    row: list[Tool]


def init_app(app: Flask) -> None:
    app.add_template_filter(step_url)
    app.add_template_filter(tool_url)


def tools_of(event: Event, *, is_shared: bool, is_said: bool) -> Tools:
    """Return the tools of an event.

    Given whether it was posted, and whether all was said that this person can say of it.
    """
    phase = phase_of(event)
    tools = [tool for tool in _all_tools(event.agency) if phase in tool.places]
    tools.sort(key=lambda tool: tool.places[phase])
    first = next((tool for tool in tools if tool.is_next(event)), None)
    usual = {} if is_said else {"after": MATTERS}
    if days_until(event) > SHARED_BEFORE and not is_shared:
        usual["before"] = SHARE
    if first is None and phase in usual:
        first = next(tool for tool in tools if tool.endpoint == usual[phase])
    elif first is None and phase != "cancelled":
        first = tools[0]
    return Tools(first, [tool for tool in tools if tool is not first])


def tools_today(event: Event) -> Tools:
    """Return what staff take to the event that is next, in the order of their work."""
    tools = [tool for tool in _all_tools(event.agency) if tool.today(event)]
    first = min(tools, key=lambda tool: tool.places[phase_of(event)])
    return Tools(first, sorted(tools, key=lambda tool: tool.places["before"]))


def phase_of(event: Event) -> str:
    if event.is_draft or event.is_cancelled:
        return "draft" if event.is_draft else "cancelled"
    if event.has_begun:
        return "after" if event.is_over else "during"
    return "before"


def tool_url(tool: Tool, event: Event) -> str:
    values: dict[str, Any] = {tool.argument: event.id}
    return url_for(tool.endpoint, **values)


def url_for_step(event: Event, step: ChecklistStep | None) -> str:
    """Return where a step is done with a tool, or ""."""
    tool = tool_for(step, event.agency)
    return tool_url(tool, event) if tool else ""


def step_url(line: ChecklistLine, organizes: bool) -> str:
    """Return where the step of a line is done, or "". Only organizers can edit an event."""
    step, event = line.item.step, line.event
    if page := url_for_step(event, step):
        return page
    if step is ChecklistStep.ANSWERED:
        return url_for("staff_concerns.index", event=event.id, waiting=1)
    if step is ChecklistStep.HOST and organizes:
        return url_for("staff_events.edit", event_id=event.id, part="roster")
    if step is ChecklistStep.VENUE and organizes:
        page = url_for("staff_events.edit", event_id=event.id, part="when-and-where")
        return f"{page}#venue_name"
    return ""


def tool_for(step: ChecklistStep | None, agency: Agency) -> Tool | None:
    """Return with which of its tools a department does a step of the checklist."""
    return next((tool for tool in _all_tools(agency) if step in tool.steps), None)


def _all_tools(agency: Agency) -> Sequence[Tool]:
    return [*OF_THE_CORE, *links_of(agency, Tool)]
