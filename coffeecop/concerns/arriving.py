"""What is judged of each concern that comes in, by whichever way: who may read it."""

from coffeecop.engine.detectors.complaint import names_police, sounds_like_complaint
from coffeecop.engine.detectors.emergency import tells_of_danger
from coffeecop.engine.kinds import guess_kind
from coffeecop.models import Concern, Kind


def who_may_read(
    text: str, *, about_officer: bool | None, danger_is_known: bool = False
) -> dict[str, bool]:
    """Return the columns of a concern that say whether it is or may be a complaint.

    `about_officer` is what was said to that question; None: it was left open, or nobody was there
    to be asked. What tells of danger besides, as `danger_is_known` says, is never hidden either.
    """
    is_doubtful = about_officer is None and sounds_like_complaint(text)
    is_hidden = is_doubtful and not danger_is_known and would_be_hidden(text)
    return {
        "is_complaint": bool(about_officer),
        "may_be_complaint": is_hidden,
        "sounds_like_complaint": is_doubtful and not is_hidden,
    }


def would_be_hidden(text: str) -> bool:
    """Return whether what sounds like a complaint is hidden from officers until it is sorted.

    Never danger, and never somebody who only may be of the police.
    """
    return names_police(text) and not tells_of_danger(text)


def needs_action(text: str) -> bool:
    """Return whether somebody must act on what was written in passing, so that it is a concern."""
    return tells_of_danger(text) or (names_police(text) and sounds_like_complaint(text))


def guessed_kind(text: str) -> Kind:
    """Return the kind that a text seems to be.

    What sounds like a complaint is never thanks, and danger is never a mere question.
    """
    kind = Kind(guess_kind(text))
    is_doubtful = kind is Kind.THANKS and sounds_like_complaint(text)
    if is_doubtful or (kind is not Kind.CONCERN and tells_of_danger(text)):
        return Kind.CONCERN
    return kind


def is_untouched(concern: Concern) -> bool:
    """Return whether nobody but whoever entered it has done anything with it."""
    return (
        concern.topics_checked_by_id in (None, concern.entered_by_id)
        and not concern.messages
        and not concern.assigned_to_id
        and not concern.listed_at
        and not concern.state_at
    )
