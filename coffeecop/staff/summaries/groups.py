"""What several people said at an event: topics, places and what is asked for."""

from collections import defaultdict
from collections.abc import Collection, Mapping, Sequence, Set
from dataclasses import dataclass, replace
from fractions import Fraction

from sqlalchemy import bindparam, select

from coffeecop.db import db
from coffeecop.engine.text import fold_line
from coffeecop.models import Concern, ConcernMention, ConcernTopic, Event, MentionKind, Topic
from coffeecop.models.concern.conditions import counts_for_event
from coffeecop.models.suggestions import is_sure
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
# A place with unrelated matters under the quote of one misleads most of all.
SHARE_A_TOPIC = Fraction(2, 3)

# Built once: pages of several kinds ask for it. A row for each concern, its topics and mentions.
SUBJECTS = (
    select(
        Concern.id,
        Topic.id,
        is_sure(),
        ConcernMention.kind,
        ConcernMention.key,
        ConcernMention.label,
    )
    .outerjoin(ConcernTopic, ConcernTopic.concern_id == Concern.id)
    # The catch-all topic tells nothing.
    .outerjoin(Topic, (Topic.id == ConcernTopic.topic_id) & (Topic.key != OTHER))
    .outerjoin(ConcernMention, ConcernMention.concern_id == Concern.id)
    .where(Concern.event_id == bindparam("event_id"), counts_for_event())
    .order_by(Concern.id)
)

Concerns = Set[int]


@dataclass(frozen=True)
class Group:
    """Concerns of one event that have a subject in common."""

    subject: Subject
    share: Share
    # Of a topic, how many more it may be: the computer only thinks it likely.
    perhaps: int = 0
    # Places and requests of which nearly all are in this group, the largest first.
    parts: tuple["Group", ...] = ()
    # The topic itself, or the one that most of its concerns have.
    topic: Topic | None = None
    quote: Concern | None = None

    @property
    def kind(self) -> str:
        """Return "topic", "place" or "ask"."""
        return name_of(self.subject)[0]

    @property
    def args(self) -> dict[str, str]:
        """The query argument that lists its concerns."""
        kind, key = name_of(self.subject)
        return {"sure" if kind == "topic" else kind: key}

    @property
    def perhaps_args(self) -> dict[str, str]:
        """The query argument that lists what may be more of a topic."""
        return {"perhaps": name_of(self.subject)[1]}


def groups_of(event: Event, topics: Sequence[Topic], *, total: int) -> list[Group]:
    """Return what an event's concerns have in common, the largest first.

    `total` is the number of all its concerns.
    """
    concerns, perhaps = _concerns_by_subject(event, topics)
    # Of equal ones the most particular comes first.
    subjects = sorted(concerns, key=lambda each: (-len(concerns[each]), _particular(each)))
    wholes = {each: _whole_of(each, concerns) for each in subjects}

    def group(subject: Subject, parts: Sequence[Subject] = ()) -> Group:
        share = Share(len(concerns[subject]), total)
        return Group(
            subject,
            share,
            len(perhaps.get(subject, ())),
            tuple(group(each) for each in parts),
            _main_topic(subject, concerns),
        )

    found = [
        group(each, [part for part in subjects if wholes[part] == each][:MOST_PARTS])
        for each in subjects
        if wholes[each] is None
    ]
    # What one person said is no matter of the room, unless there is nothing else.
    return [each for each in found if each.share.number > 1] or found


def largest_groups(event: Event, chart: HeatMap) -> list[Group]:
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
    if isinstance(subject, Mention):
        return 0, subject.kind is MentionKind.ASK, subject.key
    return 1, subject.position, subject.name_en


def _whole_of(subject: Subject, concerns: Mapping[Subject, Concerns]) -> Topic | None:
    """Return the topic that nearly all concerns of a place or a request are about."""
    if isinstance(subject, Topic):
        return None
    own = concerns[subject]
    shared = {each: len(own & concerns[each]) for each in concerns if isinstance(each, Topic)}
    most = max(shared, key=lambda topic: shared[topic], default=None)
    return most if most and shared[most] >= IN_ANOTHER * len(own) else None


def _concerns_by_subject(
    event: Event, topics: Sequence[Topic]
) -> tuple[dict[Subject, Concerns], dict[Subject, Concerns]]:
    named = {each.id: each for each in topics}
    concerns: dict[Subject, set[int]] = defaultdict(set)
    perhaps: dict[Subject, set[int]] = defaultdict(set)
    # By every topic, also where the computer only thinks it likely.
    by_topic: dict[int, set[int]] = defaultdict(set)
    labels: dict[tuple[MentionKind, str], str] = {}
    rows = db.session.execute(SUBJECTS, {"event_id": event.id})
    for concern_id, topic_id, sure, kind, key, label in rows:
        if topic_id:
            by_topic[topic_id].add(concern_id)
        if topic_id in named:
            (concerns if sure else perhaps)[named[topic_id]].add(concern_id)
        if kind and (kind, key) != NOT_TOLD:
            mention = Mention(kind, key, labels.setdefault((kind, key), label))
            concerns[mention].add(concern_id)
    mentions = {each for each in concerns if isinstance(each, Mention)}
    # At the library, the library is no place of its own.
    venue = fold_line(event.venue.name)
    here = {each for each in mentions if each.key.removeprefix("the ") in venue}
    left_out = here | _left_out(mentions - here, concerns)
    left_out |= {
        each for each in mentions - left_out if _is_mixed(each, concerns[each], by_topic.values())
    }
    return {each: own for each, own in concerns.items() if each not in left_out}, {**perhaps}


def _is_mixed(mention: Mention, own: Concerns, by_topic: Collection[Concerns]) -> bool:
    """Return whether it is a place whose concerns have no topic in common."""
    most = max((len(own & each) for each in by_topic), default=0)
    return mention.kind is MentionKind.PLACE and most < SHARE_A_TOPIC * len(own)


def _left_out(mentions: Set[Mention], concerns: Mapping[Subject, Concerns]) -> Set[Mention]:
    """Return those that few made, streets of which a corner tells as much, and other corners."""
    number = {(each.kind, each.key): len(concerns[each]) for each in mentions}
    few = {each for each in mentions if len(concerns[each]) < LEAST_MENTIONED}
    corners = [each for each in mentions - few if len(each.streets) > 1]
    left_out: set[Mention] = set(few)
    for corner in corners:
        as_many = {
            street
            for street in corner.streets
            if number.get((corner.kind, street), 0) <= len(concerns[corner])
        }
        of_corner = {each for each in mentions if each.key in as_many}
        left_out |= of_corner or {corner}
    return left_out
