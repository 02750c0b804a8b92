"""Who else says so: an event's concerns, the likeliest first for the name of each matter."""

from collections.abc import Sequence

from coffeecop.engine.likeness_process import NotCompared
from coffeecop.engine.ranking_process import Fit, Ranked, StoryName
from coffeecop.models import Concern, Event, StaffMember

Ranking = dict[int, list[Ranked]]


def rank(event: Event, names: Sequence[StoryName], member: StaffMember) -> Ranking:
    """Return for each name by its key the event's concerns, the likeliest first.

    Raises NotCompared.
    """
    raise NotCompared


def fitting(concern: Concern, names: Sequence[StoryName], member: StaffMember) -> dict[int, Fit]:
    """Return by their key the names that this concern surely or likely fits, the best first.

    Raises NotCompared.
    """
    ranking = rank(concern.event, names, member)
    own = [(each, key) for key in ranking for each in ranking[key] if each.id == concern.id]
    ordered = sorted(own, key=lambda pair: -pair[0].score)
    return {key: each.fit for each, key in ordered if each.fit != Fit.OTHER}
