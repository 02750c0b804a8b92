"""What several people said at an event: topics, themes, places and what is asked for."""

from collections import Counter, defaultdict
from collections.abc import Mapping, Sequence, Set
from dataclasses import dataclass, replace
from datetime import datetime, timedelta
from fractions import Fraction

from sqlalchemy import select

from coffeecop.db import db, now
from coffeecop.engine.text import fold_line
from coffeecop.models import (
    Concern,
    ConcernMention,
    ConcernTopic,
    Event,
    MentionKind,
    Theme,
    ThemeConcern,
    ThemeStatus,
    Topic,
)
from coffeecop.models.concern.conditions import in_event_stream
from coffeecop.models.topics import OTHER
from coffeecop.staff.summaries.counts import Share
from coffeecop.staff.summaries.heat_map import HeatMap
from coffeecop.staff.summaries.quotes import Mention, Subject, name_of, quotes

# What two people name may be chance.
LEAST_MENTIONED = 3
# Says nothing of the room.
NOT_TOLD = (MentionKind.ASK, "reply")
# With so much of its concerns in another group, a group is a part of that.
IN_ANOTHER = Fraction(3, 4)
MOST_PARTS = 2
MOST_GROUPS, MOST_QUOTED = 5, 3
# Of a theme that was shown before, how many concerns joined it within this time is told.
LATELY = timedelta(days=3)

SHOWN_THEMES = (ThemeStatus.PROPOSED, ThemeStatus.SIGNED_OFF)

Concerns = Set[int]


@dataclass(frozen=True)
class Group:
    """Concerns of one event that have a subject in common."""

    subject: Subject
    share: Share
    # Places, requests and themes of which nearly all are in this group, the largest first.
    parts: tuple["Group", ...] = ()
    # The topic itself, or the one that most of its concerns have.
    topic: Topic | None = None
    quote: Concern | None = None
    # How many joined a theme since this moment, if it was there before.
    joined: int = 0
    since: datetime | None = None

    @property
    def kind(self) -> str:
        """Return "topic", "theme", "place" or "ask"."""
        return (
            self.subject.kind
            if isinstance(self.subject, Mention)
            else type(self.subject).__name__.lower()
        )

    @property
    def args(self) -> dict[str, str]:
        """The query argument that lists its concerns."""
        kind, key = name_of(self.subject)
        return {kind: key}


def groups_of(event: Event, topics: Sequence[Topic], *, total: int) -> list[Group]:
    """Return what an event's concerns have in common, the largest first.

    `total` is the number of all its concerns.
    """
    since = now() - LATELY
    concerns, joined = _concerns_by_subject(event, topics, since)
    # Of equal ones the most particular comes first.
    subjects = sorted(concerns, key=lambda each: (-len(concerns[each]), _particular(each)))
    wholes = {each: _whole_of(each, concerns) for each in subjects}
    # What is in a topic that is itself a part is in its theme.
    wholes = {each: whole and (wholes[whole] or whole) for each, whole in wholes.items()}

    def group(subject: Subject, parts: Sequence[Subject] = ()) -> Group:
        share = Share(len(concerns[subject]), total)
        return Group(
            subject,
            share,
            tuple(group(each) for each in parts),
            _main_topic(subject, concerns),
            joined=joined[subject],
            since=since,
        )

    found = [
        group(each, [part for part in subjects if wholes[part] == each][:MOST_PARTS])
        for each in subjects
        if wholes[each] is None
    ]
    # What one person said is no matter of the room, unless there is nothing else.
    return [each for each in found if each.share.number > 1] or found


def largest_groups(event: Event, chart: HeatMap) -> list[Group]:
    """Return the largest groups of an event of the chart, with quotes."""
    groups = groups_of(event, chart.topics, total=chart.column_total(event))
    return with_quotes(event, groups[:MOST_GROUPS])


def with_quotes(event: Event, groups: Sequence[Group]) -> list[Group]:
    """Give each of the largest groups a concern to quote, where there is one."""
    quoted = quotes(event, [each.subject for each in groups[:MOST_QUOTED]])
    return [replace(each, quote=quoted.get(each.subject)) for each in groups]


def _main_topic(subject: Subject, concerns: Mapping[Subject, Concerns]) -> Topic | None:
    if isinstance(subject, Topic):
        return subject
    own = concerns[subject]
    shared = {each: len(own & concerns[each]) for each in concerns if isinstance(each, Topic)}
    main = max(shared, key=lambda topic: (shared[topic], -topic.id), default=None)
    return main if main and 2 * shared[main] > len(own) else None


def _particular(subject: Subject) -> tuple[int, int, str]:
    match subject:
        case Theme():
            return 0, subject.id, ""
        case Mention():
            return 1, subject.kind is MentionKind.ASK, subject.key
        case Topic():
            return 2, subject.position, subject.name_en


def _whole_of(subject: Subject, concerns: Mapping[Subject, Concerns]) -> Subject | None:
    """Return the topic or theme of which this is a part.

    A place is a part of what nearly all its concerns are about. A topic is a part of a theme, which
    tells more, if they are nearly the same concerns.
    """
    if isinstance(subject, Theme):
        return None
    own = concerns[subject]
    shared: dict[Subject, int] = {}
    for other, theirs in concerns.items():
        is_place = isinstance(subject, Mention)
        may_be = isinstance(other, Theme) or (is_place and isinstance(other, Topic))
        all_of_both = own if is_place else own | theirs
        if may_be and len(own & theirs) >= IN_ANOTHER * len(all_of_both):
            shared[other] = len(own & theirs)
    return max(shared, key=lambda other: (shared[other], isinstance(other, Theme)), default=None)


def _concerns_by_subject(
    event: Event, topics: Sequence[Topic], since: datetime
) -> tuple[dict[Subject, Concerns], Counter[Subject]]:
    """Return the concerns of each subject, and how many joined each older theme since then."""
    # The catch-all topic tells nothing.
    named = {each.id: each for each in topics if each.key != OTHER}
    concerns: dict[Subject, set[int]] = defaultdict(set)
    joined: dict[Subject, set[int]] = defaultdict(set)
    labels: dict[tuple[MentionKind, str], str] = {}
    for concern_id, topic_id, theme, added_at, kind, key, label in db.session.execute(
        select(
            Concern.id,
            ConcernTopic.topic_id,
            Theme,
            ThemeConcern.added_at,
            ConcernMention.kind,
            ConcernMention.key,
            ConcernMention.label,
        )
        .outerjoin(ConcernTopic, ConcernTopic.concern_id == Concern.id)
        .outerjoin(ThemeConcern, ThemeConcern.concern_id == Concern.id)
        .outerjoin(Theme, (Theme.id == ThemeConcern.theme_id) & Theme.status.in_(SHOWN_THEMES))
        .outerjoin(ConcernMention, ConcernMention.concern_id == Concern.id)
        .where(Concern.event_id == event.id, in_event_stream())
        .order_by(Concern.id)
    ):
        if topic_id in named:
            concerns[named[topic_id]].add(concern_id)
        if theme:
            concerns[theme].add(concern_id)
            if theme.created_at <= since < added_at:
                joined[theme].add(concern_id)
        if kind and (kind, key) != NOT_TOLD:
            mention = Mention(kind, key, labels.setdefault((kind, key), label))
            concerns[mention].add(concern_id)
    mentions = {each for each in concerns if isinstance(each, Mention)}
    # At the library, the library is no place of its own.
    here = {each for each in mentions if _is_venue(each, event)}
    untold = here | _untold(mentions - here, concerns)
    told: dict[Subject, Concerns] = {
        each: own for each, own in concerns.items() if each not in untold
    }
    return told, Counter({theme: len(own) for theme, own in joined.items()})


def _is_venue(place: Mention, event: Event) -> bool:
    return place.key.removeprefix("the ") in fold_line(event.venue.name)


def _untold(mentions: Set[Mention], concerns: Mapping[Subject, Concerns]) -> Set[Mention]:
    """Return those that few made, streets of which a corner tells as much, and other corners."""
    number = {(each.kind, each.key): len(concerns[each]) for each in mentions}
    few = {each for each in mentions if len(concerns[each]) < LEAST_MENTIONED}
    corners = [each for each in mentions - few if len(each.streets) > 1]
    untold: set[Mention] = set(few)
    for corner in corners:
        as_many = {
            street
            for street in corner.streets
            if number.get((corner.kind, street), 0) <= len(concerns[corner])
        }
        told_by_corner = {each for each in mentions if each.key in as_many}
        untold |= told_by_corner or {corner}
    return untold
