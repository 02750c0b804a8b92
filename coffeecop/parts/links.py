"""What parts add to pages of the core, one kind for each place."""

from collections.abc import Callable, Collection, Mapping, Sequence
from typing import Any, NamedTuple, TypeVar

from flask_babel.speaklater import LazyString

Words = LazyString | str


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


class AtStart(NamedTuple):
    """What is done when the server starts, once its tables are there, before it serves."""

    # Given nothing, in a transaction that no other process shares: lines of the start message.
    run: Callable[[], Sequence[str]]


class ExampleRows(NamedTuple):
    """Rows of a part in a department that is made up for who looks around: a few, to be seen."""

    # Given the department, one of its officers and its events. All rows of the core are there; of
    # those of other parts nothing is known.
    fill: Callable[[Any, Any, Sequence[Any]], None]


class MadeUpStaff(NamedTuple):
    """Staff who are no real people, `StaffMember.is_demo`: who looks around is one of them."""

    # Given nothing, in a request: whether it may be signed in as one. No other request may.
    is_let_in: Callable[[], bool]


class Strip(NamedTuple):
    """A line above each page of the site, for everybody. The server's settings turn it on."""

    # Given nothing, in a request: what it says, or "".
    text: Callable[[], Words]


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
    | AtStart
    | ExampleRows
    | MadeUpStaff
    | Strip
)
OfKind = TypeVar("OfKind", bound=Link)
