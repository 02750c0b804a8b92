"""Changes made while somebody was editing: how they are detected, and how refused.

Nothing of the second change is saved.
"""

from dataclasses import dataclass, fields
from hashlib import sha256
from typing import Any, Self

from sqlalchemy.orm import Mapped, declared_attr, mapped_column


class ChangedByColleague(Exception):
    """A colleague changed the data after this page was rendered; the user must look at it again."""


class ConcurrentSave(Exception):
    """A colleague saved the same data at the same moment; the user can simply retry."""


class Versioned:
    """A table whose rows count their changes, so that a form can say which version it showed."""

    version: Mapped[int] = mapped_column(server_default="1")

    @declared_attr.directive
    def __mapper_args__(cls) -> dict[str, Any]:
        return {"version_id_col": cls.version}

    def check_seen(self, version: str | None) -> None:
        """Raise ChangedByColleague if the form showed another version; a new row has none."""
        if (version or "") != str(self.version or ""):
            raise ChangedByColleague


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
