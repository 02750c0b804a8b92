"""What a department may live without: each part in a folder of its own, which can be deleted.

The core imports no part and names none. It asks here what the parts that are there add to it.
"""

from collections.abc import Callable, Collection, Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from functools import cache
from importlib import import_module
from importlib.metadata import entry_points
from pathlib import Path
from pkgutil import iter_modules
from types import MappingProxyType
from typing import Any, NamedTuple

from flask import Blueprint, Flask, abort, g, request

from coffeecop.parts.findings import Findings
from coffeecop.parts.hooks import BackupProgram, Comparer, Hook, SignIn, SignInProvider, When
from coffeecop.parts.links import (
    AnyLink,
    Entry,
    Labelled,
    MailTester,
    OfKind,
    PageLink,
    Section,
    Snippet,
    Spot,
    Words,
)
from coffeecop.parts.resident_links import Receipt, ToldResidents

# Of other packages; each names a Part.
ENTRY_POINTS = "coffeecop.parts"


class Job(NamedTuple):
    """What the worker does again and again."""

    name: str
    run: Callable[[], object]
    # Between two runs.
    seconds: float
    # The command `mail deliver` runs it, too.
    writes_mail: bool = False


class TodayLine(NamedTuple):
    """A line on Today, where a number is not 0."""

    icon: str
    # Given a member of staff: the number, as a column of one statement with others.
    number: Callable[[Any], Any]
    # Given the number, and the other column if there is one.
    text: Callable[..., Words]
    # Where it leads.
    endpoint: str
    # Given the member: another column, which the text needs.
    other: Callable[[Any], Any] | None = None
    # Of the address, besides.
    arguments: Mapping[str, Any] = MappingProxyType({})
    # Whether the digest tells it, too.
    in_digest: bool = False
    # For whom it is, if not for everybody.
    roles: Collection[Any] = ()


@dataclass(frozen=True)
class Part:
    """What a part adds to the core. Its tables are known once it is imported."""

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
    # By kind of the audit log: its actions.
    audit: Mapping[str, Iterable[Labelled]] = field(default_factory=dict)
    # On pages of the core: see links.py.
    links: Sequence[AnyLink] = ()
    today: Sequence[TodayLine] = ()
    # What is asked of an installation of which a department has the part on.
    checks: Sequence[Callable[[], Findings]] = ()


@cache
def parts() -> tuple[Part, ...]:
    """Return the parts that are there, by name: of this folder, then of other packages.

    Cached: a process has the packages with which it started.
    """
    folders = sorted(module.name for module in iter_modules(__path__) if module.ispkg)
    own = [import_module(f"{__name__}.{name}.part").PART for name in folders]
    return (*own, *(entry.load() for entry in entry_points(group=ENTRY_POINTS)))


def static_folders() -> list[Path]:
    return sorted({Path(each.root_path, "static") for part in parts() for each in part.blueprints})


def parts_on(agency: Any) -> list[Part]:
    return [part for part in parts() if part.name not in agency.parts_off]


def today_lines(member: Any) -> list[TodayLine]:
    lines = [line for part in parts_on(member.agency) for line in part.today]
    return [each for each in lines if not each.roles or member.has_any(*each.roles)]


def links_of(agency: Any, kind: type[OfKind]) -> list[OfKind]:
    """Return the links of a kind that the parts of a department add; None: of all there are."""
    links = [link for part in (parts_on(agency) if agency else parts()) for link in part.links]
    return [link for link in links if isinstance(link, kind)]


def links_at(place: Spot, agency: Any, row: Any = None, member: Any = None) -> list[PageLink]:
    links = [each for each in links_of(agency, PageLink) if each.place is place]
    return [each for each in links if each.is_shown(row, member)]


def sections_at(place: Spot, agency: Any, *about: Any) -> dict[str, Any]:
    """Return the templates of a place that say something, each with its values."""
    sections = [each for each in links_of(agency, Section) if each.place is place]
    return {each.template: found for each in sections if (found := each.values(*about))}


def snippets_at(place: Spot, agency: Any, *about: Any) -> list[tuple[Words, Words]]:
    snippets = [each for each in links_of(agency, Snippet) if each.place is place]
    return [(each.name, words) for each in snippets if (words := each.words(*about))]


def run_hooks(when: When, agency: Any, *given: Any) -> list[str]:
    hooks = [each for each in links_of(agency, Hook) if each.when is when]
    return [line for each in hooks for line in each.run(*given) or ()]


def line_of_parts(event: Any) -> str:
    """Return what the parts of its department tell of an event, for a poster and for posts."""
    lines = (each.line(event) for each in links_of(event.agency, ToldResidents))
    return " ".join(filter(None, lines))


def entries_on(page: str, member: Any) -> list[Entry]:
    """Return what the parts of a member's department add to a page for their roles."""
    entries = links_of(member.agency, Entry)
    return [each for each in entries if each.page == page and member.has_any(*each.roles)]


def sign_in_provider() -> SignInProvider | None:
    """Return whose accounts let staff in; None where passwords alone do."""
    return next(filter(None, (way.provider() for way in links_of(None, SignIn))), None)


def backup_program(agency: Any) -> BackupProgram | None:
    """Return what makes backups, if a department has it on; None: if it is there."""
    return next(iter(links_of(agency, BackupProgram)), None)


def mail_tester(agency: Any) -> MailTester | None:
    """Return what tests the mail server, if a department has it on; None: if it is there."""
    return next(iter(links_of(agency, MailTester)), None)


def comparer(agency: Any) -> Comparer | None:
    """Return what compares texts by meaning, if a department has it on."""
    return next(iter(links_of(agency, Comparer)), None)


class FoundReceipt(NamedTuple):
    receipt: Receipt
    row: Any


def find_receipt(receipt_hash: str) -> FoundReceipt | None:
    for receipt in links_of(None, Receipt):
        row = receipt.find(receipt_hash)
        if row and receipt in links_of(row.event.agency, Receipt):
            return FoundReceipt(receipt, row)
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
    off = [part for part in parts() if part.name in agency.parts_off]
    return any(each.name == request.blueprint for part in off for each in part.blueprints)
