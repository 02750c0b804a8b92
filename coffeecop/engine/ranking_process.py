"""Rank texts for names of stories."""

import enum
from dataclasses import dataclass
from typing import NamedTuple

# From these scores a text is surely, or likely, of a story.
SURE, LIKELY = 4.5, 3.0


@dataclass(frozen=True)
class StoryName:
    """What a person calls a story, and other words for it, if there are any."""

    key: int
    name: str
    also: str = ""


class Fit(enum.StrEnum):
    """How well a text fits a name."""

    SURE = "sure"
    LIKELY = "likely"
    OTHER = "other"


class Ranked(NamedTuple):
    id: int
    score: float

    @property
    def fit(self) -> Fit:
        if self.score >= SURE:
            return Fit.SURE
        return Fit.LIKELY if self.score >= LIKELY else Fit.OTHER
