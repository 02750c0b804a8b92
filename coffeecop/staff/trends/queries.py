"""The concerns of the charted events by venue, phase, kind and language."""

from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

from sqlalchemy import func, select

from coffeecop.db import db
from coffeecop.models import Concern, ConcernTopic, Event, Kind, Language, Phase, Topic, Venue
from coffeecop.models.concern.conditions import in_event_stream
from coffeecop.staff.concern_list.filters import language_of_text
from coffeecop.staff.summaries.counts import Share
from coffeecop.staff.summaries.heat_map import HeatMap


@dataclass(frozen=True)
class Breakdown:
    """All concerns of some events, each by one of its properties."""

    by_phase: dict[Phase, Share]
    by_kind: dict[Kind, Share]
    by_language: dict[Language, Share]


def breakdown(events: Sequence[Event]) -> Breakdown:
    phases, kinds, languages = Counter[Phase](), Counter[Kind](), Counter[Language]()
    language = language_of_text()
    for phase, kind, written_in, number in db.session.execute(
        select(Concern.phase, Concern.kind, language, func.count())
        .where(*_of(events))
        .group_by(Concern.phase, Concern.kind, language)
    ):
        phases[phase] += number
        kinds[kind] += number
        languages[Language(written_in)] += number
    return Breakdown(_shares(Phase, phases), _shares(Kind, kinds), _shares(Language, languages))


def _shares(values: Any, counts: Counter[Any]) -> dict[Any, Share]:
    """Return the values that occur, in their own order."""
    return {value: Share(counts[value], counts.total()) for value in values if counts[value]}


def phase_rows(
    chart: HeatMap, by_phase: dict[Phase, Share]
) -> dict[Topic | None, dict[Phase, Share]]:
    """Return topics before, at and after the events; None stands for no topic."""
    counts: dict[tuple[int | None, Phase], int] = {
        (topic_id, phase): number
        for topic_id, phase, number in db.session.execute(
            select(ConcernTopic.topic_id, Concern.phase, func.count())
            .select_from(Concern)
            .outerjoin(Concern.topic_rows)
            .where(*_of(chart.columns))
            .group_by(ConcernTopic.topic_id, Concern.phase)
        )
    }
    return {
        topic: {
            phase: Share(counts.get((topic.id if topic else None, phase), 0), all_of_phase.number)
            for phase, all_of_phase in by_phase.items()
        }
        for topic in chart.rows
    }


def _of(events: Sequence[Event]) -> tuple[Any, ...]:
    return Concern.event_id.in_([event.id for event in events]), in_event_stream()


def by_venue(chart: HeatMap) -> dict[Venue, Share]:
    """Return the venues in descending order of their numbers of concerns."""
    counts = Counter[Venue]()
    for event in chart.columns:
        counts[event.venue] += chart.event_total(event)
    return {venue: Share(number, chart.total) for venue, number in counts.most_common()}
