"""What a change of the topic list would do to the concerns, before anything is saved."""

from collections import defaultdict
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field, replace
from typing import TYPE_CHECKING

from coffeecop.db import db
from coffeecop.models import Concern, Topic
from coffeecop.models.topic_wording import Wording
from coffeecop.staff.topics.queries import CONCERNS_PREVIEWED, Known, bodies_of, newest_concerns

if TYPE_CHECKING:
    from coffeecop.engine.assigning import Example, Text

EXAMPLES = 5

Topics = dict[int, Wording]
Step = tuple[int | None, int | None]


@dataclass(frozen=True)
class Change:
    """The topic list as it is and as it would be: what is said of each topic, by its id.

    Topics that do not exist yet have negative ids. `becomes` leads from a topic to the one that
    takes over all its concerns; `leaves` is one whose concerns nobody takes over.
    """

    before: Topics
    after: Topics
    becomes: Mapping[int, int] = field(default_factory=dict)
    leaves: frozenset[int] = frozenset()
    # It leaves for several new ones: only what people sorted there stays.
    splits: bool = False
    # Of topics that were retired before, too.
    named: Topics = field(default_factory=dict)

    @classmethod
    def of(cls, topics: Sequence[Topic]) -> "Change":
        now = {topic.id: Wording.of(topic) for topic in topics}
        return cls(before=now, after=now, named=now)

    def writing(self, *wordings: Wording, topic: Topic | None = None) -> "Change":
        """Return the change that also writes new topics, or one topic anew."""
        ids = [topic.id] if topic else range(-1, -1 - len(wordings), -1)
        return replace(self, after={**self.after, **dict(zip(ids, wordings, strict=True))})

    def without(self, topic: Topic, *, into: Topic | None = None, splits: bool = False) -> "Change":
        """Return the change that also takes a topic from the list, for another or for none."""
        change = replace(
            self,
            after={each: wording for each, wording in self.after.items() if each != topic.id},
            named={**self.named, topic.id: Wording.of(topic)},
        )
        if into:
            return replace(change, becomes={topic.id: into.id})
        return replace(change, leaves=frozenset({topic.id}), splits=splits)


@dataclass(frozen=True)
class Move:
    """Concerns that would go from one topic, or none, to another, or none."""

    before: Wording | None
    after: Wording | None
    count: int
    examples: list[Concern]


@dataclass(frozen=True)
class Moves:
    """What would change. `stay`: a person or the resident has said what they are about."""

    looked_at: int
    is_capped: bool
    stay: int
    moves: list[Move]
    # Those that would keep a topic which leaves the list.
    kept: Move | None = None

    @property
    def total(self) -> int:
        return sum(move.count for move in self.moves)


def moves_of(agency_id: int, change: Change) -> Moves:
    """Let the engine read the newest concerns with the list as it is and as it would be.

    That takes up to a few seconds. No transaction is open meanwhile: whoever calls this finds
    all rows to be read anew.
    """
    concerns = newest_concerns(agency_id)
    was, will = _read(agency_id, concerns, change)
    moves: dict[Step, list[int]] = defaultdict(list)
    kept = []
    stay = 0
    for concern in concerns:
        leaves = concern.topic_ids & change.leaves
        if concern.stays:
            pairs = _taken_over(concern, change)
            stay += not pairs
        else:
            pairs = _changed(was[concern.id], will[concern.id])
        # History stays as it is.
        if leaves and (concern.stays or not change.splits):
            kept.append(concern.id)
            stay += not concern.stays
            continue
        for pair in pairs:
            moves[pair].append(concern.id)
    return _told(concerns, change, moves, kept, stay)


def _read(
    agency_id: int, concerns: Sequence[Known], change: Change
) -> tuple[dict[int, frozenset[int]], dict[int, frozenset[int]]]:
    """Return the topics of the concerns that may move, as they are and as they would be."""
    # Not above: these bring numpy, which the pages of residents can do without.
    from coffeecop.analysis.training_data import examples_of, texts_of

    free = [concern for concern in concerns if not concern.stays]
    unread = [place for place, concern in enumerate(free) if not concern.is_read]
    texts, examples = texts_of([concern.id for concern in free]), examples_of(agency_id)
    # Others write while this reads.
    db.session.rollback()
    will = _assigned(change.after, list(_taught(examples, change)), texts)
    was = {concern.id: concern.topic_ids for concern in free}
    if unread:
        missing = _assigned(change.before, examples, [texts[place] for place in unread])
        was.update((free[place].id, topics) for place, topics in zip(unread, missing, strict=True))
    return was, {concern.id: topics for concern, topics in zip(free, will, strict=True)}


def _assigned(
    topics: Topics, examples: "Sequence[Example]", texts: "Sequence[Text]"
) -> list[frozenset[int]]:
    from coffeecop.analysis.training_data import TopicAssigner, topic_text
    from coffeecop.engine.assigning import ASSIGN

    told = [topic_text(topic_id, wording) for topic_id, wording in topics.items()]
    return [
        frozenset(topic_id for topic_id, share in likely.items() if share >= ASSIGN)
        for likely in TopicAssigner(told, examples).likely(texts)
    ]


def _taught(examples: "Sequence[Example]", change: Change) -> "Iterator[Example]":
    """Return what corrections teach once topics have gone."""
    for example in examples:
        # Not that it belongs nowhere: a person has yet to say where.
        if example.topic_ids and example.topic_ids <= change.leaves:
            continue
        topic_ids = frozenset(change.becomes.get(each, each) for each in example.topic_ids)
        yield replace(example, topic_ids=topic_ids)


def _taken_over(concern: Known, change: Change) -> list[Step]:
    return [
        (topic_id, change.becomes[topic_id])
        for topic_id in sorted(concern.topic_ids)
        if topic_id in change.becomes
    ]


def _changed(was: frozenset[int], will: frozenset[int]) -> list[Step]:
    """Return from which topics to which ones it goes; none stands for no topic."""
    if was == will:
        return []
    lost: list[int | None] = [*sorted(was - will)] or [None]
    gained: list[int | None] = [*sorted(will - was)] or [None]
    return [(before, after) for before in lost for after in gained]


def _told(
    concerns: Sequence[Known],
    change: Change,
    moves: Mapping[Step, Sequence[int]],
    kept: Sequence[int],
    stay: int,
) -> Moves:
    shown = bodies_of({one for ids in (*moves.values(), kept) for one in ids[:EXAMPLES]})

    def move(before: int | None, after: int | None, ids: Sequence[int]) -> Move:
        return Move(
            before=change.named[before] if before is not None else None,
            after=change.after[after] if after is not None else None,
            count=len(ids),
            # One may have gone while the engine was reading.
            examples=[shown[one] for one in ids[:EXAMPLES] if one in shown],
        )

    by_size = sorted(moves.items(), key=lambda item: -len(item[1]))
    return Moves(
        looked_at=len(concerns),
        is_capped=len(concerns) == CONCERNS_PREVIEWED,
        stay=stay,
        moves=[move(before, after, ids) for (before, after), ids in by_size],
        kept=move(next(iter(change.leaves)), None, kept) if kept else None,
    )
