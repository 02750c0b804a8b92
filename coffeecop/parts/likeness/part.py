"""Likeness: what texts mean is compared, which takes a second and much memory each time."""

from collections.abc import Mapping, Sequence

from flask_babel import lazy_gettext as _l

from coffeecop.engine.likeness_process import NotCompared
from coffeecop.engine.ranking_process import Fit, StoryName
from coffeecop.matters import ranking
from coffeecop.models import Event, Matter, StaffMember
from coffeecop.parts import Part
from coffeecop.parts.hooks import Comparer


def rank(
    event: Event, matters: Sequence[Matter], reader: StaffMember
) -> Mapping[int, Mapping[int, bool]] | None:
    """Return by matter whether each of the event's concerns is likely, the likeliest first."""
    names = [StoryName(each.id, each.name, each.also or "") for each in matters]
    try:
        ranked = ranking.rank(event, names, reader)
    except NotCompared:
        return None
    return {
        matter_id: {each.id: each.fit is not Fit.OTHER for each in own}
        for matter_id, own in ranked.items()
    }


PART = Part(
    name="likeness",
    title=_l("What means the same"),
    purpose=_l("Finds concerns that say the same in other words"),
    starts_on=True,
    links=[Comparer(rank)],
)
