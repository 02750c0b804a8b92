"""What parts do where no page shows it: as the server starts, as rows go, as staff sign in."""

import enum
from collections.abc import Callable, Iterable, Mapping, Sequence
from datetime import datetime
from types import MappingProxyType
from typing import Any, NamedTuple

from click import Command

from coffeecop.parts.findings import Findings
from coffeecop.parts.links import Words


class When(enum.Enum):
    """When a hook runs, and what is given to it."""

    # As an event is published, in the same transaction: the event and who publishes it.
    PUBLISHED = enum.auto()
    # It is asked what was changed behind the program's back: returns sentences about the rows of a
    # part, on or off.
    VERIFIED = enum.auto()
    # Before the database is prepared, while what was withdrawn is erased, and before records are
    # destroyed: removes what a killed operation left in the clear. Given the folder of the
    # installation.
    CLEANED = enum.auto()
    # The server starts, once its tables are there, in a transaction that no other process shares:
    # returns lines of the start message.
    STARTED = enum.auto()
    # A department is made up for whoever looks around: the department, one of its officers and its
    # events. All rows of the core are there; of those of other parts nothing is known.
    MADE_UP = enum.auto()


class Hook(NamedTuple):
    """What is done at a moment."""

    when: When
    run: Callable[..., Iterable[str] | None]


class Findable(NamedTuple):
    """Rows about a concern, which go with it: requests for records find them, on or off."""

    # In the table of what a request found.
    kind: str
    # With the id of a row as %(number)s.
    name: Words
    # Select: the rows, which have `concern_id`, with what their texts need.
    rows: Any
    # Given a row: its texts, each with a label, since when it says so, and its language if known.
    texts: Callable[[Any], Iterable[tuple[str, str | None, datetime, str | None]]]


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


class Keeper(NamedTuple):
    """What a case or a promise needs, so that nobody deletes or wipes it, also where a department
    has the part off: `may_go` in coffeecop/models/may_go.py asks."""

    # Given a model: matches the rows that must stay; None where there are none.
    condition: Callable[[Any], Any]


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


class BackupProgram(NamedTuple):
    """What makes backups. Where it is there, the core says how old they are, and asks for them."""

    # Given nothing: whether they are encrypted to a key whose private half is on paper.
    has_key: Callable[[], bool]
    # Given nothing: where copies of them go, or None.
    place: Callable[[], str | None]
    # Given the row of the installation: how old they are, and what is lacking, in a line.
    line: Callable[[Any], str]


class ServerCheck(NamedTuple):
    """What is asked of the server, whether a department has the part on or not. It waits for no
    network."""

    findings: Callable[[], Findings]


class CommandWithoutApp(NamedTuple):
    """A command that is there where no app can be made from the settings."""

    command: Command


class Examiner(NamedTuple):
    """What examines the server. Where nothing does, papers say less of it."""

    # Given a department: what they may say to it, without waiting for a network.
    findings: Callable[[Any], Findings]


class Alike(NamedTuple):
    """Concerns, whoever may look at them and whatever the filter."""

    # By id, the most alike first: of each what is nearest to the words of a search, or "".
    sentences: Mapping[int, str] = MappingProxyType({})
    # So many, the newest, were compared; 0: all.
    newest: int = 0
    # The computer could not answer just now.
    is_unknown: bool = False


class Comparer(NamedTuple):
    """What compares texts by what they mean. Where nothing does, words alone are compared."""

    # Given an event, its matters and who reads: by the id of each matter, the ids of the event's
    # concerns, the likeliest first, each with whether it is likely. All matters at once, since
    # they compete. None: it could not answer just now.
    rank: Callable[[Any, Sequence[Any], Any], Mapping[int, Mapping[int, bool]] | None]
    # Given ids of concerns, of some that are not meant, and who reads: others that are like them.
    alike: Callable[[Sequence[int], Sequence[int], Any], Alike]
    # Given words and who reads: what means about the same, without the words and words like them.
    close_in_meaning: Callable[[str, Any], Alike]


class MadeUpStaff(NamedTuple):
    """Staff who are no real people, `StaffMember.is_demo`: who looks around is one of them."""

    # Given nothing, in a request: whether it may be signed in as one. No other request may.
    is_let_in: Callable[[], bool]
