"""Preview of how a change of the topic list would affect concerns."""

from collections import defaultdict
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field, replace

from coffeecop.analysis.training_data import examples_of, texts_of, topic_text
from coffeecop.db import db
from coffeecop.engine import assigner_process
from coffeecop.engine.assigner_process import Task
from coffeecop.engine.confidence import ASSIGN
from coffeecop.engine.examples import Example, TopicText
from coffeecop.models import Concern, Topic
from coffeecop.models.topic_wording import Wording
from coffeecop.staff.topics.queries import (
    CONCERNS_PREVIEWED,
    PreviewedConcern,
    bodies_of,
    newest_concerns,
)

EXAMPLES = 5

Topics = dict[int, Wording]
Step = tuple[int | None, int | None]


@dataclass(frozen=True)
class Proposal:
    """The topic wordings before and after a change, by topic id.

    New topics have negative ids. `becomes` maps a removed topic to the one that takes over all its
    concerns; `leaves` are removed topics without a successor.
    """

    before: Topics
    after: Topics
    becomes: Mapping[int, int] = field(default_factory=dict)
    leaves: frozenset[int] = frozenset()
    # The removed topic is split: only concerns sorted by people keep it.
    splits: bool = False
    # Wordings of all topics involved, including previously retired ones.
    named: Topics = field(default_factory=dict)

    @classmethod
    def of(cls, topics: Sequence[Topic]) -> "Proposal":
        now = {topic.id: Wording.of(topic) for topic in topics}
        return cls(before=now, after=now, named=now)

    def writing(self, *wordings: Wording, topic: Topic | None = None) -> "Proposal":
        """Return a copy that adds topics, or that changes `topic`."""
        ids = [topic.id] if topic else range(-1, -1 - len(wordings), -1)
        return replace(self, after={**self.after, **dict(zip(ids, wordings, strict=True))})

    def without(
        self, topic: Topic, *, into: Topic | None = None, splits: bool = False
    ) -> "Proposal":
        """Return a copy that removes a topic, merged into another one or not."""
        proposal = replace(
            self,
            after={each: wording for each, wording in self.after.items() if each != topic.id},
            named={**self.named, topic.id: Wording.of(topic)},
        )
        if into:
            return replace(proposal, becomes={topic.id: into.id})
        return replace(proposal, leaves=frozenset({topic.id}), splits=splits)


@dataclass(frozen=True)
class Move:
    """Concerns that would move from one topic (or none) to another (or none)."""

    before: Wording | None
    after: Wording | None
    count: int
    examples: list[Concern]


@dataclass(frozen=True)
class Impact:
    """The effect of a change. `stay` counts concerns whose topics are final."""

    concerns_checked: int
    is_capped: bool
    stay: int
    moves: list[Move]
    # Concerns that would retain a topic that leaves the list.
    retained: Move | None = None

    @property
    def total(self) -> int:
        return sum(move.count for move in self.moves)


def impact_of(agency_id: int, proposal: Proposal) -> Impact:
    """Compare current and proposed topics of the newest concerns. Raises AssignmentFailed.

    Takes a few seconds, in a separate process. It ends the caller's transaction, so all rows must
    be loaded again.
    """
    concerns = newest_concerns(agency_id)
    was, will = _assigned(agency_id, concerns, proposal)
    moves: dict[Step, list[int]] = defaultdict(list)
    retained = []
    stay = 0
    for concern in concerns:
        leaves = concern.topic_ids & proposal.leaves
        if concern.stays:
            pairs = _taken_over(concern, proposal)
            stay += not pairs
        else:
            pairs = _changed(was[concern.id], will[concern.id])
        # Concerns of a retired topic keep it.
        if leaves and (concern.stays or not proposal.splits):
            retained.append(concern.id)
            stay += not concern.stays
            continue
        for pair in pairs:
            moves[pair].append(concern.id)
    return _impact(concerns, proposal, moves, retained, stay)


def _assigned(
    agency_id: int, concerns: Sequence[PreviewedConcern], proposal: Proposal
) -> tuple[dict[int, frozenset[int]], dict[int, frozenset[int]]]:
    """Return the current and the proposed topics of the concerns that may move."""
    free = [concern for concern in concerns if not concern.stays]
    unread = [concern for concern in free if not concern.is_read]
    examples = examples_of(agency_id)
    texts = dict(zip((each.id for each in free), texts_of([each.id for each in free]), strict=True))
    # End the transaction, so that others can write while the engine runs.
    db.session.rollback()
    answers = assigner_process.assign(
        [
            Task(
                _texts_of(proposal.after),
                list(_adjusted_examples(examples, proposal)),
                [*texts.values()],
            ),
            Task(_texts_of(proposal.before), examples, [texts[each.id] for each in unread]),
        ]
    )
    will, unread_are = ([_likely_enough(topics) for topics in answer] for answer in answers)
    now = {concern.id: concern.topic_ids for concern in free}
    now.update(zip((each.id for each in unread), unread_are, strict=True))
    return now, dict(zip(texts, will, strict=True))


def _texts_of(topics: Topics) -> list[TopicText]:
    return [topic_text(topic_id, wording) for topic_id, wording in topics.items()]


def _likely_enough(topics: Mapping[int, float]) -> frozenset[int]:
    return frozenset(each for each, probability in topics.items() if probability >= ASSIGN)


def _adjusted_examples(examples: Sequence[Example], proposal: Proposal) -> Iterator[Example]:
    """Return the training examples adjusted to removed topics."""
    for example in examples:
        # Not an example of "no topic": staff have yet to choose one.
        if example.topic_ids and example.topic_ids <= proposal.leaves:
            continue
        topic_ids = frozenset(proposal.becomes.get(each, each) for each in example.topic_ids)
        yield replace(example, topic_ids=topic_ids)


def _taken_over(concern: PreviewedConcern, proposal: Proposal) -> list[Step]:
    return [
        (topic_id, proposal.becomes[topic_id])
        for topic_id in sorted(concern.topic_ids)
        if topic_id in proposal.becomes
    ]


def _changed(was: frozenset[int], will: frozenset[int]) -> list[Step]:
    """Return the pairs of old and new topics; None means no topic."""
    if was == will:
        return []
    lost: list[int | None] = [*sorted(was - will)] or [None]
    gained: list[int | None] = [*sorted(will - was)] or [None]
    return [(before, after) for before in lost for after in gained]


def _impact(
    concerns: Sequence[PreviewedConcern],
    proposal: Proposal,
    moves: Mapping[Step, Sequence[int]],
    retained: Sequence[int],
    stay: int,
) -> Impact:
    quoted = bodies_of({one for ids in (*moves.values(), retained) for one in ids[:EXAMPLES]})

    def move(before: int | None, after: int | None, ids: Sequence[int]) -> Move:
        return Move(
            before=proposal.named[before] if before is not None else None,
            after=proposal.after[after] if after is not None else None,
            count=len(ids),
            # Some may have been deleted while the engine ran.
            examples=[quoted[one] for one in ids[:EXAMPLES] if one in quoted],
        )

    by_size = sorted(moves.items(), key=lambda item: -len(item[1]))
    return Impact(
        concerns_checked=len(concerns),
        is_capped=len(concerns) == CONCERNS_PREVIEWED,
        stay=stay,
        moves=[move(before, after, ids) for (before, after), ids in by_size],
        retained=move(next(iter(proposal.leaves)), None, retained) if retained else None,
    )
