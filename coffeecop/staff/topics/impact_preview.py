"""Preview of how a change of the topic list would affect concerns."""

from collections import defaultdict
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field, replace

from sqlalchemy import select
from sqlalchemy.orm import load_only, selectinload

from coffeecop.analysis.training_data import (
    examples_of,
    texts_of,
    topic_text,
    unsorted_texts_of,
)
from coffeecop.db import db
from coffeecop.engine import assigner_process
from coffeecop.engine.assigner_process import Task
from coffeecop.engine.confidence import ASSIGN
from coffeecop.engine.examples import Example, TopicText
from coffeecop.models import AssignedBy, Concern, ConcernTopic, Event, Topic
from coffeecop.models.concern_conditions import in_event_stream
from coffeecop.models.topics import Wording

EXAMPLES = 5
# Older events are not reclassified, so a change does not affect them.
EVENTS_PREVIEWED = 200
CONCERNS_PREVIEWED = 1000

Topics = dict[int, Wording]
Step = tuple[int | None, int | None]


@dataclass(frozen=True)
class PreviewedConcern:
    """The data of a concern that a preview needs."""

    id: int
    topic_ids: frozenset[int]
    # The topics are final: chosen by a person, or one is retired.
    is_final: bool
    # Classified with the current topic list.
    is_classified: bool


@dataclass(frozen=True)
class Proposal:
    """The topic wordings before and after a change, by topic id.

    New topics have negative ids. `merged_into` maps a removed topic to the one that takes over all
    its concerns; `removed` holds topics removed without a successor.
    """

    before: Topics
    after: Topics
    merged_into: Mapping[int, int] = field(default_factory=dict)
    removed: frozenset[int] = frozenset()
    # The removed topic is split: only concerns sorted by people keep it.
    is_split: bool = False
    # Wordings of all topics involved, including previously retired ones.
    wordings: Topics = field(default_factory=dict)

    @classmethod
    def of(cls, topics: Sequence[Topic]) -> "Proposal":
        now = {topic.id: Wording.of(topic) for topic in topics}
        return cls(before=now, after=now, wordings=now)

    def with_wordings(self, *wordings: Wording, topic: Topic | None = None) -> "Proposal":
        """Return a copy that adds topics, or that changes `topic`."""
        ids = [topic.id] if topic else range(-1, -1 - len(wordings), -1)
        return replace(self, after={**self.after, **dict(zip(ids, wordings, strict=True))})

    def without_topic(
        self, topic: Topic, *, into: Topic | None = None, is_split: bool = False
    ) -> "Proposal":
        """Return a copy that removes a topic, merged into another one or not."""
        proposal = replace(
            self,
            after={each: wording for each, wording in self.after.items() if each != topic.id},
            wordings={**self.wordings, topic.id: Wording.of(topic)},
        )
        if into:
            return replace(proposal, merged_into={topic.id: into.id})
        return replace(proposal, removed=frozenset({topic.id}), is_split=is_split)


@dataclass(frozen=True)
class Move:
    """Concerns that would move from one topic (or none) to another (or none)."""

    before: Wording | None
    after: Wording | None
    count: int
    examples: list[Concern]


@dataclass(frozen=True)
class Impact:
    """The effect of a change. `unchanged`: a person or a retired topic decides these concerns."""

    concerns_checked: int
    is_capped: bool
    unchanged: int
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
    concerns = _newest_concerns(agency_id)
    current, proposed = _assigned(agency_id, concerns, proposal)
    moves: dict[Step, list[int]] = defaultdict(list)
    retained = []
    unchanged = 0
    for concern in concerns:
        loses_topic = not concern.topic_ids.isdisjoint(proposal.removed)
        if loses_topic and (concern.is_final or not proposal.is_split):
            # Concerns of a retired topic keep it.
            retained.append(concern.id)
            unchanged += 1
            continue
        if concern.is_final:
            pairs = _merge_steps(concern, proposal)
            unchanged += not pairs
        else:
            pairs = _steps(current[concern.id], proposed[concern.id])
        for pair in pairs:
            moves[pair].append(concern.id)
    return _impact(concerns, proposal, moves, retained, unchanged)


def _newest_concerns(agency_id: int) -> list[PreviewedConcern]:
    event_ids = db.session.scalars(
        select(Event.id)
        .where(Event.agency_id == agency_id)
        .order_by(Event.starts_at.desc())
        .limit(EVENTS_PREVIEWED)
    ).all()
    concerns = db.session.scalars(
        select(Concern)
        .where(Concern.event_id.in_(event_ids), in_event_stream())
        .order_by(Concern.id.desc())
        .limit(CONCERNS_PREVIEWED)
        .options(
            load_only(Concern.topics_checked_at, Concern.suggested_at),
            selectinload(Concern.topic_rows).joinedload(ConcernTopic.topic),
        )
    )
    return [
        PreviewedConcern(
            id=concern.id,
            topic_ids=frozenset(row.topic_id for row in concern.topic_rows),
            is_final=concern.topics_are_checked or any(map(_is_final, concern.topic_rows)),
            is_classified=concern.suggested_at is not None,
        )
        for concern in concerns
    ]


def _is_final(row: ConcernTopic) -> bool:
    return row.assigned_by is not AssignedBy.ENGINE or row.topic.is_retired


def _assigned(
    agency_id: int, concerns: Sequence[PreviewedConcern], proposal: Proposal
) -> tuple[dict[int, frozenset[int]], dict[int, frozenset[int]]]:
    """Return the current and the proposed topics of the concerns that may move."""
    free = [concern for concern in concerns if not concern.is_final]
    unclassified = [concern for concern in free if not concern.is_classified]
    examples, unsorted = examples_of(agency_id), unsorted_texts_of(agency_id)
    texts = dict(zip((each.id for each in free), texts_of([each.id for each in free]), strict=True))
    # End the transaction, so that others can write while the engine runs.
    db.session.rollback()
    answers = assigner_process.assign(
        [
            Task(
                _texts_of(proposal.after),
                list(_adjusted_examples(examples, proposal)),
                [*texts.values()],
                unsorted,
            ),
            Task(
                _texts_of(proposal.before),
                examples,
                [texts[each.id] for each in unclassified],
                unsorted,
            ),
        ]
    )
    proposed, unclassified_topics = (
        [frozenset(each for each, share in topics.items() if share >= ASSIGN) for topics in answer]
        for answer in answers
    )
    now = {concern.id: concern.topic_ids for concern in free}
    now.update(zip((each.id for each in unclassified), unclassified_topics, strict=True))
    return now, dict(zip(texts, proposed, strict=True))


def _texts_of(topics: Topics) -> list[TopicText]:
    return [topic_text(topic_id, wording) for topic_id, wording in topics.items()]


def _adjusted_examples(examples: Sequence[Example], proposal: Proposal) -> Iterator[Example]:
    for example in examples:
        # Not an example of "no topic": staff have yet to choose one.
        if example.topic_ids and example.topic_ids <= proposal.removed:
            continue
        topic_ids = frozenset(proposal.merged_into.get(each, each) for each in example.topic_ids)
        yield replace(example, topic_ids=topic_ids)


def _merge_steps(concern: PreviewedConcern, proposal: Proposal) -> list[Step]:
    return [
        (topic_id, proposal.merged_into[topic_id])
        for topic_id in sorted(concern.topic_ids)
        if topic_id in proposal.merged_into
    ]


def _steps(current: frozenset[int], proposed: frozenset[int]) -> list[Step]:
    """Return the pairs of old and new topics; None means no topic."""
    if current == proposed:
        return []
    lost: list[int | None] = [*sorted(current - proposed)] or [None]
    gained: list[int | None] = [*sorted(proposed - current)] or [None]
    return [(before, after) for before in lost for after in gained]


def _impact(
    concerns: Sequence[PreviewedConcern],
    proposal: Proposal,
    moves: Mapping[Step, Sequence[int]],
    retained: Sequence[int],
    unchanged: int,
) -> Impact:
    wanted = {one for ids in (*moves.values(), retained) for one in ids[:EXAMPLES]}
    found = db.session.scalars(select(Concern).where(Concern.id.in_(wanted)))
    quoted = {concern.id: concern for concern in found}

    def move(before: int | None, after: int | None, ids: Sequence[int]) -> Move:
        return Move(
            before=proposal.wordings[before] if before is not None else None,
            after=proposal.after[after] if after is not None else None,
            count=len(ids),
            # Some may have been deleted while the engine ran.
            examples=[quoted[one] for one in ids[:EXAMPLES] if one in quoted],
        )

    by_size = sorted(moves.items(), key=lambda item: -len(item[1]))
    return Impact(
        concerns_checked=len(concerns),
        is_capped=len(concerns) == CONCERNS_PREVIEWED,
        unchanged=unchanged,
        moves=[move(before, after, ids) for (before, after), ids in by_size],
        retained=move(next(iter(proposal.removed)), None, retained) if retained else None,
    )
