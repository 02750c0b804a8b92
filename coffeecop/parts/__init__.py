"""What a department may live without: each part in a folder of its own, which can be deleted.

The core imports no part and names none. It asks here what the parts that are there add to it.
"""

from collections.abc import Callable, Collection, Mapping, Sequence
from dataclasses import dataclass, field
from functools import cache
from importlib import import_module
from importlib.metadata import entry_points
from pathlib import Path
from pkgutil import iter_modules
from typing import Any, NamedTuple, TypeVar

from flask import Blueprint, Flask, abort, g, request
from flask_babel.speaklater import LazyString

# Of other packages; each names a Part.
ENTRY_POINTS = "coffeecop.parts"
Words = LazyString | str


class Job(NamedTuple):
    """What the worker does again and again."""

    name: str
    run: Callable[[], object]
    # Between two runs.
    seconds: float


class Entry(NamedTuple):
    """A line of the page More, or a tab of the settings, for those who have one of the roles."""

    icon: str
    endpoint: str
    text: Words
    hint: Words
    roles: Collection[Any]
    page: str = "more"


class Tool(NamedTuple):
    """What staff use for an event: a link on its page, or the one button for what to do next."""

    icon: str
    # Takes the id of an event.
    endpoint: str
    text: Words
    # Its place in the row, by phase of the event: draft, before, during, after, cancelled.
    places: Mapping[str, int]
    # Given an event: whether this is what to do next, and in which words.
    is_next: Callable[[Any], bool] = lambda _event: False
    button: Words = ""
    # Steps of the checklist that are done there.
    steps: Collection[str] = ()
    argument: str = "event_id"
    # Given the event that is next: what its button on Today says, if it has one now.
    today: Callable[[Any], Words] = lambda _event: ""


class EventLink(NamedTuple):
    """What residents can do while an event goes on: a button on its page."""

    icon: str
    # Takes the slug of an event.
    endpoint: str
    text: Words


class Code(NamedTuple):
    """A code on a printed sheet of an event, at which one points a phone."""

    # Such as host, for the host card, or door.
    sheet: str
    # Given an event: where it leads.
    url: Callable[[Any], str]
    title: Words
    text: Words


class TodayLine(NamedTuple):
    """A line on Today, where a number is not 0."""

    icon: str
    # Given a member of staff: the number, as a column of one statement with others.
    number: Callable[[Any], Any]
    text: Callable[[int], Words]
    # Given nothing: where it leads.
    url: Callable[[], str]


Link = Entry | Tool | EventLink | Code
OfKind = TypeVar("OfKind", bound=Link)


@dataclass(frozen=True)
class Part:
    """What a part adds to the core. Its models and signals are heard once it is imported."""

    # Of its folder, and in the row of a department that has it off.
    name: str
    # As Settings calls it, and what it is for in a sentence.
    title: Words
    purpose: Words
    # Whether a new department starts with it.
    starts_on: bool = False
    # Pages, with templates, and commands of the command line (`bp.cli`).
    blueprints: Sequence[Blueprint] = ()
    jobs: Sequence[Job] = ()
    # By kind of the audit log: what each action is in words.
    audit: Mapping[str, Mapping[str, LazyString]] = field(default_factory=dict)
    # On the page More, in the settings, on an event's pages, and on what is printed for it.
    links: Sequence[Link] = ()
    today: Sequence[TodayLine] = ()
    # Of `doctor`: each returns findings.
    checks: Sequence[Callable[[], Any]] = ()


@cache
def parts() -> tuple[Part, ...]:
    """Return the parts that are there, by name: of this folder, then of other packages.

    Cached: a process has the packages with which it started.
    """
    folders = sorted(module.name for module in iter_modules(__path__) if module.ispkg)
    own = [import_module(f"{__name__}.{name}.part").PART for name in folders]
    return (*own, *(entry.load() for entry in entry_points(group=ENTRY_POINTS)))


def static_folders() -> list[Path]:
    """Return the folders `static` beside the pages of parts."""
    places = {Path(each.root_path, "static") for part in parts() for each in part.blueprints}
    return sorted(places)


def parts_on(agency: Any) -> list[Part]:
    """Return the parts that a department has not turned off."""
    return [part for part in parts() if part.name not in agency.parts_off]


def links_of(agency: Any, kind: type[OfKind]) -> list[OfKind]:
    """Return the links of a kind that the parts of a department add."""
    links = [link for part in parts_on(agency) for link in part.links]
    return [link for link in links if isinstance(link, kind)]


def entries_on(page: str, member: Any) -> list[Entry]:
    """Return what the parts of a member's department add to a page for their roles."""
    entries = links_of(member.agency, Entry)
    return [each for each in entries if each.page == page and member.has_any(*each.roles)]


def init_app(app: Flask) -> None:
    for part in parts():
        for blueprint in part.blueprints:
            app.register_blueprint(blueprint)
    app.before_request(refuse_what_is_off)


def refuse_what_is_off() -> None:
    if g.get("staff_member") and is_off(g.staff_member.agency):
        abort(404)


def is_off(agency: Any) -> bool:
    """Return whether the page asked for is of a part that this department has turned off."""
    return any(
        blueprint.name == request.blueprint
        for part in parts()
        if part.name in agency.parts_off
        for blueprint in part.blueprints
    )
