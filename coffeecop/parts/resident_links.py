"""What parts add to what residents see, one kind for each place."""

from collections.abc import Callable, Sequence
from datetime import datetime
from typing import Any, NamedTuple

from coffeecop.parts.links import Words


class Code(NamedTuple):
    """A code at which one points a phone or a tablet, on paper or on the print kit's own page."""

    # Of an event, such as host, for the host card, or door; "": the page, with a button as well.
    sheet: str
    # Given an event: where it leads.
    url: Callable[[Any], str]
    title: Words
    text: Words
    icon: str = ""
    button: Words = ""


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


class FeedEntry(NamedTuple):
    """What the elements of an Atom feed hold under these names; `page` is the id, too."""

    title: str
    page: str
    updated: datetime
    content: str
    summary: str = ""
    author: str = ""
    published: datetime | None = None


class FeedEntries(NamedTuple):
    """Entries of the feed of events."""

    # Given events: what it tells of them besides.
    entries: Callable[[Sequence[Any]], Sequence[FeedEntry]]


class ToldResidents(NamedTuple):
    """What a department tells residents of its events, in sentences that a person answers for."""

    # Given an event: in one line, for its poster and for posts; "": nothing.
    line: Callable[[Any], str]
    # For the attorney, given a department: questions, each with all that may be told.
    title: Words
    sentences: Callable[[Any], Sequence[tuple[str, str]]]
