"""Who else says so: an event's concerns, the likeliest first for the name of each matter."""

from collections.abc import Iterable, Sequence
from threading import Lock
from typing import Any

from cachetools import TTLCache, cached
from sqlalchemy import Select, func, select

from coffeecop.analysis.training_data import topic_texts
from coffeecop.db import db
from coffeecop.engine.likeliest import topic_scores
from coffeecop.models import Concern, Event, Matter, StaffMember, TopicSuggestion
from coffeecop.models.concern.conditions import in_event_stream
from coffeecop.models.topics import topics_in_use
from coffeecop.parts.likeness.engine import ranking_process
from coffeecop.parts.likeness.engine.likeness_process import NotCompared
from coffeecop.parts.likeness.engine.ranking_process import Fit, Ranked, StoryName
from coffeecop.parts.likeness.search import ASKING_LIMIT, read, texts_of
from coffeecop.web import rate_limits

# Of an event the newest: more than any event has had.
MOST_RANKED = 2000
# Among few texts nothing stands out: with fewer, the department's newest others stand beside them.
FEWEST_COMPARED = 60

Ranking = dict[int, list[Ranked]]

_SUGGESTED = select(
    TopicSuggestion.concern_id, TopicSuggestion.topic_id, TopicSuggestion.probability
)


def rank(event: Event, names: Sequence[StoryName], member: StaffMember) -> Ranking:
    """Return for each name by its key the event's concerns, the likeliest first.

    Name all matters of the event at once: they compete. Of equals the newest is first. Raises
    NotCompared where too many wait, the process timed out or crashed, or `member` asks too often.
    """
    state = tuple(db.session.execute(_state(event)).one())
    return _ranked(event, tuple(names), state, member) if names else {}


def names_of(matters: Iterable[Matter]) -> list[StoryName]:
    return [StoryName(each.id, each.name, each.also or "") for each in matters]


def likely_for_each(
    event: Event, matters: Sequence[Matter], reader: StaffMember
) -> dict[int, dict[int, bool]] | None:
    """Return by matter whether each of the event's concerns is likely, the likeliest first."""
    try:
        found = rank(event, names_of(matters), reader)
    except NotCompared:
        return None
    return {
        matter_id: {each.id: each.fit is not Fit.OTHER for each in ranked}
        for matter_id, ranked in found.items()
    }


def fitting(concern: Concern, names: Sequence[StoryName], member: StaffMember) -> dict[int, Fit]:
    """Return by their key the names that this concern surely or likely fits, the best first.

    Raises NotCompared.
    """
    ranking = rank(concern.event, names, member)
    own = [(each, key) for key in ranking for each in ranking[key] if each.id == concern.id]
    ordered = sorted(own, key=lambda pair: -pair[0].score)
    return {key: each.fit for each, key in ordered if each.fit != Fit.OTHER}


# Ticking a text and each concern's page ask for the same one again.
@cached(
    TTLCache(maxsize=50, ttl=300),
    key=lambda event, names, state, _member: (event.id, names, state),
    lock=Lock(),
)
def _ranked(
    event: Event, names: tuple[StoryName, ...], state: object, member: StaffMember
) -> Ranking:
    if not rate_limits.count(ASKING_LIMIT, "ranking", str(member.id)):
        raise NotCompared("one person asks too often")
    newest = texts_of(event.agency_id).order_by(Concern.id.desc())
    own = [*read(newest.where(Concern.event_id == event.id).limit(MOST_RANKED))]
    others = newest.where(Concern.event_id != event.id)
    texts = [*own, *read(others.limit(max(FEWEST_COMPARED - len(own), 0)))]
    by_topic = _by_topic(event, names, [each.id for each in texts])
    found = ranking_process.rank(names, texts, by_topic)
    ids = {each.id for each in own}
    return {key: [each for each in ranked if each.id in ids] for key, ranked in found.items()}


def _by_topic(event: Event, names: Sequence[StoryName], ids: Sequence[int]) -> list[list[float]]:
    """Return for each name how well the topics of each concern fit it."""
    suggested: dict[int, dict[int, float]] = {each: {} for each in ids}
    for row in db.session.execute(_SUGGESTED.where(TopicSuggestion.concern_id.in_(ids))):
        suggested[row.concern_id][row.topic_id] = row.probability
    topics = topic_texts(topics_in_use(event.agency_id))
    fits = [topic_scores(f"{each.name} {each.also}", topics) for each in names]
    return [
        [sum(fit.get(topic, 0) * share for topic, share in suggested[each].items()) for each in ids]
        for fit in fits
    ]


def _state(event: Event) -> Select[*tuple[Any, ...]]:
    """Select what differs once a concern came or went."""
    own = Concern.event_id == event.id
    return select(func.count(), func.max(Concern.id)).where(own, in_event_stream())
