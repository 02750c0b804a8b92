"""What parts add to pages of the core, one kind for each place."""

from collections.abc import Callable, Collection, Iterable, Mapping, Sequence
from datetime import datetime
from typing import Any, NamedTuple, TypeVar

from flask.typing import ResponseReturnValue
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


class AboutConcern(NamedTuple):
    """Rows about a concern, which go with it: requests for records find them, on or off."""

    # In the table of what a request found.
    kind: str
    # Select: the rows, which have `concern_id`, with what their texts need.
    rows: Any
    # Given the id of a row.
    name: Callable[[int], str]
    # Given a row: its texts, each with a label, since when it says so, and its language if known.
    texts: Callable[[Any], Iterable[tuple[str, str | None, datetime, str | None]]]


class ReceiptFact(NamedTuple):
    """A sentence on a receipt, for the resident."""

    # Given a concern, not taken back: "" for none.
    text: Callable[[Any], Words]


class RowFaults(NamedTuple):
    """What `verify` looks for in the rows of a part, whether it is on or off."""

    # What was changed behind the program's back, in sentences.
    find: Callable[[], Iterable[str]]


class ListOfSettings(NamedTuple):
    """A list among those of the settings: see coffeecop/staff/settings/lists/kinds.py."""

    list: Any
    # How many of the core's come before it.
    place: int
    # What More says of all lists, with it.
    hint: Words


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


class Keeper(NamedTuple):
    """What a case needs, so that nobody deletes or wipes it, also where a department has the part
    off: `may_go` in coffeecop/models/may_go.py asks."""

    # Given a model: matches the rows that must stay; None where there are none.
    condition: Callable[[Any], Any]


class KeepingTimes(NamedTuple):
    """How long a department keeps what it has. Without one nothing goes by itself."""

    # Given a department, and whether what is about an officer is meant: such as 2 years.
    time: Callable[[Any, bool], Words]
    # Given a concern: until when it is kept at least.
    until: Callable[[Any], datetime]
    # Given a department, for who asks about all of it: what it keeps, and how long by which rule.
    lines: Callable[[Any], Sequence[tuple[Words, Words]]]


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


class EventAfterwards(NamedTuple):
    """What residents can read of an event once it is over: a line at the end of its page."""

    # Takes the slug of an event.
    endpoint: str
    text: Words


class ReceiptSection(NamedTuple):
    """What a receipt is good for besides: a section of its page, with the rest one can do."""

    template: str
    # Given a concern: what the template shows, or None where it says nothing.
    values: Callable[[Any], Mapping[str, Any] | None]


class StoredFields(NamedTuple):
    """What a part stores about residents: in the list of the page that says what is stored."""

    template: str
    # Given the departments: whether anything is.
    is_stored: Callable[[Sequence[Any]], bool]


class FeedEntries(NamedTuple):
    """Entries of the feed of events."""

    # Given events: what it tells of them besides, each a FeedEntry.
    entries: Callable[[Sequence[Any]], Sequence[Any]]


class DigestSection(NamedTuple):
    """What a digest tells besides; if there is anything, it is a reason to write."""

    template: str
    # Given a member of staff, and since when; the template gets it as `told`.
    told: Callable[[Any, datetime], Sequence[Any]]


class PosterSeal(NamedTuple):
    """At the foot of a poster: a code to scan, with letters that one can type instead."""

    # Of the words beside the code, which gets it as `seal`.
    template: str
    # Given an event, and the one of which its poster tells or None: what has an `address`, or None.
    find: Callable[[Any, Any], Any]


class SealedRecords(NamedTuple):
    """What proves that nothing of an event was left out of what is given away."""

    # Given ids of events: their newest seals by id.
    newest: Callable[[Sequence[int]], Mapping[int, Any]]
    # Given a seal: of all that came in a row, with its sequence, its day and its concern's id.
    received: Callable[[Any], Sequence[Any]]
    # Given an event and its seal: the record that anybody can get.
    record: Callable[[Any, Any], Mapping[str, Any]]
    # Given a row and its concern: what opens it, or None if its text is another one now.
    opening: Callable[[Any, Any], Mapping[str, str] | None]


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
    | ConcernLink
    | ConcernSection
    | ConcernTab
    | AboutConcern
    | ReceiptFact
    | ListOfSettings
    | Receipt
    | Section
    | ScanCode
    | Lack
    | SignIn
    | PersonTool
    | Keeper
    | KeepingTimes
    | ConcernFact
    | PickedTool
    | DigestLine
    | EventAfterwards
    | ReceiptSection
    | StoredFields
    | FeedEntries
    | DigestSection
    | PosterSeal
    | SealedRecords
    | RowFaults
    | AtStart
    | ExampleRows
    | MadeUpStaff
    | Strip
)
OfKind = TypeVar("OfKind", bound=Link)
