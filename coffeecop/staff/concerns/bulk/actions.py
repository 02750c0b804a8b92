"""What is done to many concerns in one step; all but an answer can be undone."""

from collections import Counter
from collections.abc import Callable, Iterable, Mapping, Sequence
from functools import partial
from typing import Any, NamedTuple

from coffeecop.concerns import verbs
from coffeecop.concerns.locks import lock_concerns
from coffeecop.concerns.states import CannotFollow
from coffeecop.concerns.undo import change_undoably
from coffeecop.concerns.verbs import CannotBeAnswered, SomebodyWaits
from coffeecop.models import ChangeKind, Concern, ConcernChange, Language, StaffMember
from coffeecop.models.public_record.log import recording_together


def with_merged(concerns: Iterable[Concern]) -> list[Concern]:
    """Return the concerns and those merged into them, each once."""
    return list(dict.fromkeys(each for one in concerns for each in (one, *one.merged_concerns)))


class Operation(NamedTuple):
    """What a step does to each concern, once they are locked."""

    kind: ChangeKind
    change: Callable[..., None]


def change_all(
    operation: Operation, concerns: Sequence[Concern], value: Any, *, key_hash: str, by: StaffMember
) -> tuple[ConcernChange, Mapping[int, Exception]]:
    """Do it to each of which the state allows it; return why others stay as they are, by id."""
    left: dict[int, Exception] = {}

    def step() -> None:
        for concern in concerns:
            try:
                operation.change(concern, value, by=by)
            except (CannotFollow, SomebodyWaits) as error:
                left[concern.id] = error

    every = with_merged(concerns)
    return change_undoably(operation.kind, every, step, key_hash=key_hash, by=by), left


def merge(
    concerns: Sequence[Concern], main: Concern, *, key_hash: str, by: StaffMember
) -> ConcernChange:
    """Let `main` stand for the others, and for what was merged into them. Raises CannotFollow."""
    mains = [each.merged_into for each in concerns if each.merged_into]

    def step() -> None:
        verbs.separate(main, by=by)
        for concern in concerns:
            verbs.merge(concern, main, by=by)

    every = with_merged([main, *concerns, *mains])
    return change_undoably(ChangeKind.MERGED, every, step, key_hash=key_hash, by=by)


def separate(concern: Concern, *, key_hash: str, by: StaffMember) -> ConcernChange:
    step = partial(verbs.separate, concern, by=by)
    return change_undoably(ChangeKind.MERGED, [concern], step, key_hash=key_hash, by=by)


def answer_all(
    concerns: Sequence[Concern],
    bodies: Mapping[Language, str | None],
    *,
    key_hash: Callable[[int], str],
    by: StaffMember,
) -> tuple[list[Concern], list[Concern]]:
    """Send each its own answer, in its language. Idempotent by the key of each.

    Returns those answered, and those whose residents can read no answer.
    """
    sent, skipped = [], []
    with recording_together():
        for concern in lock_concerns(each.id for each in concerns):
            body = bodies.get(concern.language)
            try:
                if not body:
                    raise CannotBeAnswered
                verbs.answer(concern, key_hash=key_hash(concern.id), body=body, by=by)
            except CannotBeAnswered:
                skipped.append(concern)
            else:
                sent.append(concern)
    return sent, skipped


def languages_of(concerns: Iterable[Concern]) -> Mapping[Language, int]:
    """Return how many of those who can read an answer read each language."""
    number = Counter(each.language for each in concerns if each.can_be_answered)
    return {language: number[language] for language in Language if number[language]}


def other_language(concern: Concern) -> Language | None:
    """Return the language of some who say the same, if it is not that of the concern."""
    languages = languages_of(concern.merged_concerns)
    return next((each for each in languages if each is not concern.language), None)
