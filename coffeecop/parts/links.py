"""What parts add to pages: kinds that stand at many places, and those of pages of staff."""

import enum
from collections.abc import Callable, Collection, Mapping
from typing import Any, NamedTuple, TypeVar

from flask.typing import ResponseReturnValue
from flask_babel.speaklater import LazyString

from coffeecop.config.labels import Labelled as Labelled

Words = LazyString | str
# A named tuple of this module, of resident_links.py or of hooks.py.
AnyLink = tuple[Any, ...]
OfKind = TypeVar("OfKind", bound=AnyLink)


class TextLine(NamedTuple):
    """What a part says on Today or in a list of events, and where it leads, if anywhere."""

    icon: str
    text: Words
    url: str = ""


class Entry(NamedTuple):
    """A line of the page More, or a row of the settings, for those who have one of the roles."""

    icon: str
    endpoint: str
    text: Words
    hint: Words
    roles: Collection[Any]
    page: str = "more"


class Spot(enum.Enum):
    """Where links, sections and snippets stand, and what is given to their functions."""

    # Links at the foot of an event's page for staff: the event and the member. Sections in the line
    # of its counts: the event, and what matters there.
    EVENT = enum.auto()
    # Sections under what matters on Today: its event, and what matters there.
    TODAY = enum.auto()
    # Links of a briefing to where what people said is read, in place of the list of concerns: the
    # event and the member.
    BRIEFING = enum.auto()
    # Links under the list of past events and under Trends, which take nothing: None and the member.
    PAST_EVENTS = enum.auto()
    # Where the page of a matter leads back to, taking nothing: the matter and the member. Sections
    # below what people said: the matter.
    MATTER = enum.auto()
    # Links to forms of a matter, under More on its page: the matter and the member. Sections, each
    # a whole page with a block `form`, that open at its address: the matter, and what is to open.
    MATTER_FORM = enum.auto()
    # Links beside the ways to pass a concern on, sections, and snippets at the end of its page: the
    # concern; links None, too. Sections with `comes_first` stand above the answer.
    CONCERN = enum.auto()
    # Sections under More on its page: the concern, and which matters it belongs to.
    CONCERN_MORE = enum.auto()
    # Snippets, with what an answer begins: the concern, and the number in ?reply=.
    ANSWER = enum.auto()
    # Links for concerns that somebody picked, with their ids as `like`: None and the member.
    PICKED = enum.auto()
    # Sections of the list of concerns, each a whole page that opens at its address: what is to
    # open. Rows of its menu, and what stands below a filter: the filter.
    CONCERNS = enum.auto()
    CONCERNS_MENU = enum.auto()
    CONCERNS_FILTER = enum.auto()
    # Links of the list of topics, for administrators: None and the member. Sections, each a whole
    # page that opens at its address: what is to open.
    TOPICS = enum.auto()
    # Sections of a person's account, under what we tell them: nothing. Those of a part whose form
    # failed get it from its view. In `said_of_sessions` are words by the id of a session.
    ACCOUNT = enum.auto()
    # Sections of the page that says what runs on the server: nothing.
    INSTALLATION = enum.auto()
    # Sections of the digest, each a reason to write: the member, and since when.
    DIGEST = enum.auto()
    # Snippets in a line above each page of the site: nothing, in a request.
    STRIP = enum.auto()
    # Sections of the form of a concern on a resident's own device, each an empty place with its
    # `name` as id, into which its `url` is loaded at each pause in typing: the event.
    WRITING = enum.auto()
    # Buttons for residents while an event goes on, and lines once it is over: the event and None.
    # Sections of what is asked then: the event.
    RESIDENTS = enum.auto()
    AFTERWARDS = enum.auto()
    # Sections under what people said, on an event's page for staff: the event.
    HEARD = enum.auto()
    # Sections of an event's page that open, for residents: the event.
    EVENT_TELLS = enum.auto()
    # Sections in the head of a page that residents pass on: the event or matter, or None for the
    # first page, and what came of it.
    HEAD = enum.auto()
    # Links to what programs subscribe to for news of events: nothing.
    FEED = enum.auto()
    # Sections and snippets of a receipt that was not taken back: the concern.
    RECEIPT = enum.auto()
    # Sections of the page that says what is stored about residents, and for experts of the page
    # about accessibility: the departments.
    STORED = enum.auto()
    ACCESSIBILITY = enum.auto()
    # Sections at the foot of a poster, with an `address` as a code: the event, and the one of
    # which it tells or None.
    POSTER = enum.auto()


class PageLink(NamedTuple):
    """A link at a place; its endpoint takes the id, or the slug, of what the place is about."""

    place: Spot
    endpoint: str
    text: Words
    icon: str = ""
    # Given what the place is about, and the member of staff who looks.
    is_shown: Callable[[Any, Any], bool] = lambda _row, _member: True
    # What it opens there, as in ?open=figure; None: the page itself.
    opens: str | None = None


class Section(NamedTuple):
    """A template with its values, at a place."""

    place: Spot
    template: str
    # Given what the place gives: what the template shows. What is empty says nothing.
    values: Callable[..., Any]


class Snippet(NamedTuple):
    """Words at a place."""

    place: Spot
    # Given what the place gives: "" says nothing.
    words: Callable[..., Words | None]
    # Before them, where snippets stand in a list.
    name: Words = ""


class Tool(NamedTuple):
    """What staff use for an event: a link on its page, or the one button for what to do next."""

    icon: str
    # Takes the id of an event.
    endpoint: str
    text: Words
    # Its place in the row, by phase of the event: draft, before, during, after, cancelled.
    places: Mapping[str, int]
    # Given an event and the steps of its checklist that are done: whether this is what to do next,
    # and in which words.
    is_next: Callable[[Any, Collection[Any]], bool] = lambda _event, _steps_done: False
    button: Words = ""
    # Steps of the checklist that are done there.
    steps: Collection[str] = ()
    argument: str = "event_id"
    # Given the event that is next: what its button on Today says, if it has one now.
    today: Callable[[Any], Words] = lambda _event: ""


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


class AuditFields(NamedTuple):
    """Fields in the details of the audit log, each with what it is called."""

    names: Mapping[str, Words]
    # Given a field and what is stored.
    words: Callable[[str, Any], Words] = lambda _name, value: str(value)


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
    # What More says of all lists, with it; "": no more than without.
    hint: Words = ""


class MailTester(NamedTuple):
    """What tests the mail server. Where it is there, the core says when it was tested last, and
    asks for it."""

    # A form, under the mail of the page that says what runs on the server.
    template: str
    # Given a problem of the server: what to do about it, in English.
    advice: Callable[[Any], str]


class PersonTool(NamedTuple):
    """What administrators can do to the account of a person: a button on the person's page."""

    # Takes the id of the person.
    endpoint: str
    title: Words
    # Given the person: what it is for, or "" where it is for nothing.
    text: Callable[[Any], Words]
    button: Words
