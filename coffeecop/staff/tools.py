"""What staff use for an event in its phase: one button for what is next, the rest as a row."""

from collections.abc import Collection, Sequence
from typing import Any, NamedTuple

from flask import Flask, url_for
from flask_babel import lazy_gettext as _l

from coffeecop.models import Agency, ChecklistStep, Event
from coffeecop.models.checklist import ChecklistLine
from coffeecop.parts import links_of
from coffeecop.parts.links import Tool

MATTERS = "staff_matters.index"
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


def tools_of(event: Event, *, steps_done: Collection[ChecklistStep | None], is_said: bool) -> Tools:
    """Return the tools of an event.

    Given the steps of its checklist that are done, and whether all was said that this person can
    say of it.
    """
    phase = phase_of(event)
    tools = [tool for tool in _all_tools(event.agency) if phase in tool.places]
    tools.sort(key=lambda tool: tool.places[phase])
    first = next((tool for tool in tools if tool.is_next(event, steps_done)), None)
    if first is None and phase == "after" and not is_said:
        first = next(tool for tool in tools if tool.endpoint == MATTERS)
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
