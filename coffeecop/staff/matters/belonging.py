"""What belongs to a matter, as a person says."""

from collections.abc import Sequence

from coffeecop.matters.verbs import add_concerns, quote, remove_concerns
from coffeecop.models import Concern, Matter, StaffMember
from coffeecop.staff.concern_list.picks import MOST_PICKED, parse_ids, picked_concerns


def sort_concerns(
    matter: Matter, *, added: Sequence[str], refused: Sequence[str], by: StaffMember
) -> tuple[str, list[int]]:
    """Add concerns or say no to some; return what was done and to which, so that it is undone."""
    moved = add_concerns(matter, _picked(added, by), by=by)
    if moved:
        return "added", moved
    said_no_to = _picked(refused, by)
    taken = remove_concerns(matter, said_no_to, by=by)
    return ("removed" if taken else "refused"), [each.id for each in said_no_to]


def quote_first(matter: Matter, chosen: Sequence[str], *, by: StaffMember) -> None:
    for each in _picked(chosen, by)[:1]:
        quote(matter, each, by=by)


def _picked(chosen: Sequence[str], by: StaffMember) -> list[Concern]:
    return picked_concerns(parse_ids("-".join(chosen))[:MOST_PICKED], by.agency_id)
