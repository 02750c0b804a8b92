"""The most frequent topics of an event, compared with the previous event."""

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, replace

from coffeecop.models import Event, Topic
from coffeecop.models.topic import OTHER
from coffeecop.staff.queries.event_counts import EventCounts
from coffeecop.staff.queries.events import event_with_concerns_before
from coffeecop.staff.queries.heat_map import topic_counts
from coffeecop.staff.queries.sentences import Sentence, SentenceKind, about, all_of
from coffeecop.staff.queries.shares import Change, Share, change

# Keeps the summary short.
MOST_LEADERS = 2
MOST_CHANGES = 3
# With fewer concerns, differences are not meaningful.
LEAST_COMPARED = 5
KIND_OF_CHANGE = {
    Change.NEW: SentenceKind.NEW,
    Change.MORE: SentenceKind.MORE,
    Change.FEWER: SentenceKind.FEWER,
    Change.GONE: SentenceKind.GONE,
}


@dataclass(frozen=True)
class Comparison:
    """Topic counts and totals of an event and the previous one."""

    event: Event
    before: Event | None
    now: dict[Topic, Share]
    then: dict[Topic, Share]

    def sentences(self) -> Iterator[Sentence]:
        leaders, leaders_before = _leaders(self.now), _leaders(self.then)
        yield from (self._sentence(SentenceKind.MOST, topic) for topic in leaders)
        for topic in leaders_before:
            if topic not in leaders:
                yield self._sentence(SentenceKind.MOST_BEFORE, topic)
        if self.before:
            yield from self._changes({*leaders, *leaders_before})

    def _changes(self, mentioned: set[Topic]) -> Iterator[Sentence]:
        changes = {
            topic: change(self.now[topic], self.then[topic])
            for topic in self.now
            if topic not in mentioned
        }
        for wanted, kind in KIND_OF_CHANGE.items():
            changed = [topic for topic, found in changes.items() if found is wanted]
            changed.sort(key=lambda topic: -max(self.now[topic].number, self.then[topic].number))
            yield from (self._sentence(kind, topic) for topic in changed[:MOST_CHANGES])

    def _sentence(self, kind: SentenceKind, topic: Topic) -> Sentence:
        now = self.now[topic]
        sentence = Sentence(
            kind,
            about(self.event, topic, now.number),
            of=all_of(self.event, now.of),
            subject=topic,
        )
        if not self.before:
            return sentence
        then = self.then[topic]
        return replace(
            sentence,
            then=about(self.before, topic, then.number),
            then_of=all_of(self.before, then.of),
        )


def _leaders(shares: Mapping[Topic, Share]) -> list[Topic]:
    """Return the leading topics: raised more than once, and at most two of equal count."""
    most = max((share.number for share in shares.values()), default=0)
    leaders = [topic for topic, share in shares.items() if share.number == most]
    return leaders if most > 1 and len(leaders) <= MOST_LEADERS else []


def comparison(event: Event, counts: EventCounts, topics: Sequence[Topic]) -> Comparison:
    before = event_with_concerns_before(event)
    by_topic, totals = topic_counts([before.id] if before else [])
    if before and min(counts.concerns, totals[before.id]) < LEAST_COMPARED:
        before = None
    now = {row.topic: row.total for row in counts.topic_rows}
    # The catch-all topic is not informative as a leader.
    named = [topic for topic in topics if topic.key != OTHER]
    then = {
        topic: Share(by_topic.get((topic.id, before.id), 0), totals[before.id])
        for topic in named
        if before
    }
    return Comparison(
        event,
        before,
        {topic: Share(now.get(topic, 0), counts.concerns) for topic in named},
        then,
    )
