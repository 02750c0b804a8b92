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


class ResidentLink(NamedTuple):
    """What residents can do while an event goes on: a button on its page."""

    icon: str
    # Takes the slug of an event.
    endpoint: str
    text: Words


class SheetCode(NamedTuple):
    """A code on a printed sheet of an event, at which one points a phone."""

    # Such as host, for the host card, or door.
    sheet: str
    # Given an event: where it leads.
    url: Callable[[Any], str]
    title: Words
    text: Words


class EventLink(NamedTuple):
    """A link at the foot of an event's page: what is done now and then."""

    # Takes the id of an event.
    endpoint: str
    text: Words
    # Given an event and a member of staff.
    is_shown: Callable[[Any, Any], bool]


class EventRows(NamedTuple):
    """What becomes of the rows of a list of events."""

    # Given the rows, and whether their events are ahead: the rows that are shown.
    arrange: Callable[[list[Any], bool], list[Any]]


class OtherEvents(NamedTuple):
    """A choice under each form that changes an event: to change others, too."""

    name: str
    text: Words
    hint: Words
    # Given an event.
    is_offered: Callable[[Any], bool]
    # Given an event and its new plan: others with theirs.
    plans: Callable[[Any, Any], Mapping[Any, Any]]


class AuditField(NamedTuple):
    """A field in the details of the audit log."""

    name: str
    text: Words
    # Given what is stored.
    words: Callable[[Any], Words]


class Receipt(NamedTuple):
    """What receipt words lead to before a concern has them, such as those of a printed card."""

    # Given the hash of the words: the row that has them, with its event, or None.
    find: Callable[[str], Any]
    # Templates: a page for residents, given the event, and a notice for staff, given the row.
    page: str
    notice: str


class Section(NamedTuple):
    """What a person chooses for themselves: a section of their account, under what we tell them."""

    template: str
    # Given nothing: what the template shows. The part's view hands over its form that failed.
    values: Callable[[], Mapping[str, Any]]
    # Given a person: words about sessions of theirs, by id.
    sessions: Callable[[Any], Mapping[int, Words]]


class TodayLine(NamedTuple):
    """A line on Today, where a number is not 0."""

    icon: str
    # Given a member of staff: the number, as a column of one statement with others.
    number: Callable[[Any], Any]
    text: Callable[[int], Words]
    # Given nothing: where it leads.
    url: Callable[[], str]


class ScanCode(NamedTuple):
    """On the print kit of an event: a page for a device at the event, to scan or to open."""

    icon: str
    title: Words
    text: Words
    button: Words
    # Given an event.
    url: Callable[[Any], str]


class Lack(NamedTuple):
    """What a part's pages lack of a rule of accessibility: in the report and on its page."""

    # Of WCAG, as in coffeecop/web/papers/accessibility.toml; the note is in English as well.
    criterion: str
    note: str
    # A test that shows it: its file and name.
    test: str
    text: Words


class SignInProvider(NamedTuple):
    """Who keeps accounts with which staff can sign in here."""

    # None: one that we have no name for.
    name: str | None
    # Its address.
    issuer: str
    # Passwords are not accepted.
    is_only_way: bool
    # Endpoints: where one begins, where one is asked anew ("": it does not), where one signs out.
    start: str
    confirmation: str
    sign_out: str


class SignIn(NamedTuple):
    """Signing in with an account elsewhere. The server's settings turn it on, no department."""

    # Given nothing: whose accounts, or None.
    provider: Callable[[], SignInProvider | None]


class PersonTool(NamedTuple):
    """What administrators can do to the account of a person: a button on the person's page."""

    # Takes the id of the person.
    endpoint: str
    title: Words
    # Given the person: what it is for, or "" where it is for nothing.
    text: Callable[[Any], Words]
    button: Words


Link = (
    Entry
    | Tool
    | ResidentLink
    | SheetCode
    | EventLink
    | EventRows
    | OtherEvents
    | AuditField
    | Receipt
    | Section
    | ScanCode
    | Lack
    | SignIn
    | PersonTool
)
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
    # On the page More, in the settings, on an event's page, on its print kit, on Accessibility.
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
    """Return the links of a kind that the parts of a department add; None: of all there are."""
    links = [link for part in (parts_on(agency) if agency else parts()) for link in part.links]
    return [link for link in links if isinstance(link, kind)]


def entries_on(page: str, member: Any) -> list[Entry]:
    """Return what the parts of a member's department add to a page for their roles."""
    entries = links_of(member.agency, Entry)
    return [each for each in entries if each.page == page and member.has_any(*each.roles)]


def sign_in_provider() -> SignInProvider | None:
    """Return whose accounts let staff in; None where passwords alone do."""
    return next(filter(None, (way.provider() for way in links_of(None, SignIn))), None)


class Found(NamedTuple):
    receipt: Receipt
    row: Any


def find_receipt(receipt_hash: str) -> Found | None:
    """Return what a part has with receipt words that no concern has."""
    for receipt in links_of(None, Receipt):
        row = receipt.find(receipt_hash)
        if row and receipt in links_of(row.event.agency, Receipt):
            return Found(receipt, row)
    return None


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
