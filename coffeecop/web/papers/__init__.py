"""Papers that a town asks for: their shape, and those that residents read too."""

import tomllib
from collections.abc import Sequence
from dataclasses import dataclass

from coffeecop.config import PROJECT


@dataclass(frozen=True)
class Section:
    """A heading with paragraphs, and pairs of a term and what is to say of it."""

    heading: str
    text: Sequence[str] = ()
    facts: Sequence[tuple[str, str]] = ()
    # None: that of the page.
    language: str | None = None


@dataclass(frozen=True)
class Paper:
    title: str
    lead: str
    parts: Sequence[Section]
    # Of title and lead.
    language: str | None = None


def version() -> str:
    """Return the version of coffeecop that runs here."""
    project = tomllib.loads((PROJECT / "pyproject.toml").read_text())
    return str(project["project"]["version"])
