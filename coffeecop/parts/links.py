"""What parts add to pages of staff, one kind for each place."""

from collections.abc import Callable, Collection, Mapping, Sequence
from datetime import datetime
from typing import Any, NamedTuple, TypeVar

from flask.typing import ResponseReturnValue
from flask_babel.speaklater import LazyString

Words = LazyString | str
# A named tuple of this module, of resident_links.py or of hooks.py.
Link = tuple[Any, ...]
OfKind = TypeVar("OfKind", bound=Link)


class Entry(NamedTuple):
    """A line of the page More, or a row of the settings, for those who have one of the roles."""

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
    words: Callable[[Any], Words] = str


class ConcernLink(NamedTuple):
    """A way to pass a concern on, beside those of the core: a link on its page."""

    icon: str
    # Takes the id of a concern.
    endpoint: str
    text: Words
    # Given a concern: whether it can go that way now.
    is_open: Callable[[Any], bool]


class ConcernSection(NamedTuple):
    """What a part has of a concern: a section of its page."""

    template: str
    # Given a concern: what the template shows. The part's view hands over its form that failed.
    values: Callable[[Any], Mapping[str, Any]]
    # Given what it shows: whether it stands above the answer, else below.
    comes_first: Callable[[Mapping[str, Any]], bool]
    # Given a concern and the number in ?reply=: with what an answer begins, or None.
    reply: Callable[[Any, int], str | None]


class ConcernTab(NamedTuple):
    """A tab beside the lists of concerns, whose page is at their address with an argument."""

    argument: str
    text: Words
    page: Callable[[], ResponseReturnValue]


class ListOfSettings(NamedTuple):
    """A list among those of the settings: see coffeecop/staff/settings/lists/kinds.py."""

    list: Any
    # How many of the core's come before it.
    place: int
    # What More says of all lists, with it.
    hint: Words


class Section(NamedTuple):
    """What a person chooses for themselves: a section of their account, under what we tell them."""

    template: str
    # Given nothing: what the template shows. The part's view hands over its form that failed.
    values: Callable[[], Mapping[str, Any]]
    # Given a person: words about sessions of theirs, by id.
    sessions: Callable[[Any], Mapping[int, Words]]


class ScanCode(NamedTuple):
    """On the print kit of an event: a page for a device at the event, to scan or to open."""

    icon: str
    title: Words
    text: Words
    button: Words
    # Given an event.
    url: Callable[[Any], str]


class PersonTool(NamedTuple):
    """What administrators can do to the account of a person: a button on the person's page."""

    # Takes the id of the person.
    endpoint: str
    title: Words
    # Given the person: what it is for, or "" where it is for nothing.
    text: Callable[[Any], Words]
    button: Words


class ConcernFact(NamedTuple):
    """What staff read about a concern at the end of its page, for the record."""

    text: Words
    # Given the concern: "" says nothing.
    words: Callable[[Any], Words]


class PickedTool(NamedTuple):
    """What can be done with concerns that somebody picked: a link, for one of the roles."""

    icon: str
    # Takes `like`, their ids with a dash in between.
    endpoint: str
    text: Words
    roles: Collection[Any]


class DigestLine(NamedTuple):
    """What the digest tells a member of staff, with an address, if there is something to tell."""

    # Given the member.
    text: Callable[[Any], Words | None]
    endpoint: str


class DigestSection(NamedTuple):
    """What a digest tells besides; if there is anything, it is a reason to write."""

    template: str
    # Given a member of staff, and since when; the template gets it as `told`.
    told: Callable[[Any, datetime], Sequence[Any]]
