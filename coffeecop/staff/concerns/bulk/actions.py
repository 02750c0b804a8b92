"""What is done to many concerns in one step, and can be undone."""

from collections.abc import Callable, Mapping, Sequence
from typing import Any, NamedTuple

from coffeecop.concerns.states import CannotFollow
from coffeecop.concerns.undo import change_undoably
from coffeecop.concerns.verbs import SomebodyWaits
from coffeecop.models import ChangeKind, Concern, ConcernChange, StaffMember


class BulkOperation(NamedTuple):
    """What a step does to each concern, once they are locked."""

    kind: ChangeKind
    change: Callable[..., None]


def change_all(
    operation: BulkOperation,
    concerns: Sequence[Concern],
    value: Any,
    *,
    key_hash: str,
    by: StaffMember,
) -> tuple[ConcernChange, Mapping[int, Exception]]:
    """Do it to each of which the state allows it; return why others stay as they are, by id."""
    left: dict[int, Exception] = {}

    def step() -> None:
        for concern in concerns:
            try:
                operation.change(concern, value, by=by)
            except (CannotFollow, SomebodyWaits) as error:
                left[concern.id] = error

    return change_undoably(operation.kind, concerns, step, key_hash=key_hash, by=by), left
