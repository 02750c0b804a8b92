"""Snapshots of content, to detect changes made while somebody was editing it."""

from dataclasses import dataclass, fields
from hashlib import sha256
from typing import Self


@dataclass(frozen=True)
class Snapshot:
    """Immutable content that can be compared with a later version, field by field."""

    @property
    def fingerprint(self) -> str:
        """Return a hash that changes whenever the content does."""
        content = [repr(self._content(field.name)) for field in fields(self)]
        return sha256("\n".join(content).encode()).hexdigest()

    def differences(self, other: Self) -> list[str]:
        names = [field.name for field in fields(self)]
        return [name for name in names if self._content(name) != other._content(name)]

    def _content(self, name: str) -> object:
        return getattr(self, name)
