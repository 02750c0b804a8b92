"""What is done to many concerns in one step; all but an answer can be undone."""

from collections import Counter
from collections.abc import Callable, Iterable, Mapping, Sequence
from contextlib import suppress
from typing import Any, NamedTuple

from coffeecop.concerns import verbs
from coffeecop.concerns.states import CannotFollow
from coffeecop.concerns.undo import undoable
from coffeecop.concerns.verbs import CannotBeAnswered, SomebodyWaits
from coffeecop.models import ChangeKind, Concern, ConcernChange, Language, StaffMember


def with_merged(concerns: Iterable[Concern]) -> list[Concern]:
    """Return the concerns and those merged into them, each once."""
    return list(dict.fromkeys(each for one in concerns for each in (one, *one.merged_concerns)))


class Operation(NamedTuple):
    """What a step does to each concern, once they are locked."""

    kind: ChangeKind
    change: Callable[..., None]


def change_all(
    operation: Operation, concerns: Sequence[Concern], value: Any, *, key_hash: str, by: StaffMember
) -> ConcernChange:
    """Do it to each of which the state allows it; the others stay as they are."""
    every = with_merged(concerns)
    with undoable(operation.kind, every, key_hash=key_hash, by=by) as change:
        for concern in concerns:
            with suppress(CannotFollow, SomebodyWaits):
                operation.change(concern, value, by=by)
    return change


def merge(
    concerns: Sequence[Concern], main: Concern, *, key_hash: str, by: StaffMember
) -> ConcernChange:
    """Let `main` stand for the others, and for what was merged into them. Raises CannotFollow."""
    every = with_merged([main, *concerns])
    with undoable(ChangeKind.MERGED, every, key_hash=key_hash, by=by) as change:
        verbs.separate(main, by=by)
        for concern in concerns:
            verbs.merge(concern, main, by=by)
    return change


def separate(concern: Concern, *, key_hash: str, by: StaffMember) -> ConcernChange:
    with undoable(ChangeKind.MERGED, [concern], key_hash=key_hash, by=by) as change:
        verbs.separate(concern, by=by)
    return change


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
    for concern in sorted(concerns, key=lambda each: each.id):
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
