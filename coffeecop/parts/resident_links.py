"""What parts add to what residents see, one kind for each place."""

from collections.abc import Callable, Mapping, Sequence
from datetime import datetime
from typing import Any, NamedTuple

from coffeecop.parts.links import Words


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


class ReceiptFact(NamedTuple):
    """A sentence on a receipt, for the resident."""

    # Given a concern, not taken back: "" for none.
    text: Callable[[Any], Words]


class Receipt(NamedTuple):
    """What receipt words lead to before a concern has them, such as those of a printed card."""

    # Given the hash of the words: the row that has them, with its event, or None.
    find: Callable[[str], Any]
    # Templates: a page for residents, given the event, and a notice for staff, given the row.
    page: str
    notice: str


class Lack(NamedTuple):
    """What a part's pages lack of a rule of accessibility: in the report and on its page."""

    # Of WCAG, as in coffeecop/web/papers/accessibility.toml; the note is in English as well.
    criterion: str
    note: str
    # A test that shows it: its file and name.
    test: str
    text: Words


class KeepingTimes(NamedTuple):
    """How long a department keeps what it has. Without one nothing goes by itself."""

    # Given a department, and whether what is about an officer is meant: such as 2 years.
    time: Callable[[Any, bool], Words]
    # Given a concern: until when it is kept at least.
    until: Callable[[Any], datetime]
    # Given a department: by which rule concerns are kept, as a code that can be sealed; and given
    # such a code: in words, such as 2 years after the last message.
    code: Callable[[Any], str]
    words: Callable[[str], Words]
    # Given a department, for questions about all of it: what it keeps, and how long by which rule.
    lines: Callable[[Any], Sequence[tuple[Words, Words]]]


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


class PosterSeal(NamedTuple):
    """At the foot of a poster: a code to scan, with letters that one can type instead."""

    # Of the words beside the code, which gets it as `seal`.
    template: str
    # Given an event, and the one of which its poster tells or None: what has an `address`, or None.
    find: Callable[[Any, Any], Any]


class Strip(NamedTuple):
    """A line above each page of the site, for everybody. The server's settings turn it on."""

    # Given nothing, in a request: what it says, or "".
    text: Callable[[], Words]


class ToldResidents(NamedTuple):
    """What a department tells residents of an event, in sentences that a person answers for."""

    # Of the lines on its page: a template that opens, which finds as `told` what `values` returns
    # of the event; None: nothing is told of it.
    template: str
    values: Callable[[Any], Mapping[str, Any] | None]
    # Given an event: in one line, for its poster and for posts; "": nothing.
    line: Callable[[Any], str]
    # For the attorney, given a department: questions, each with all that may be told.
    title: Words
    sentences: Callable[[Any], Sequence[tuple[str, str]]]
