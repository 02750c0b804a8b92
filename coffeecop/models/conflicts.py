"""Changes made while somebody was editing: how they are detected, and how refused.

Nothing of the second change is saved.
"""

from collections.abc import Mapping
from typing import Any

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

    def check_seen(self, version: str | int | None) -> None:
        """Raise ChangedByColleague if the form showed another version; a new row has none."""
        if str(version or "") != str(self.version or ""):
            raise ChangedByColleague

    def write(
        self, values: Mapping[str, Any], *, seen: str | int | None
    ) -> dict[str, tuple[Any, Any]]:
        """Set what is different, and return it with the values before and after.

        Raises ChangedByColleague if something is, and the form showed another version.
        """
        changed = {
            field: (getattr(self, field), value)
            for field, value in values.items()
            if getattr(self, field) != value
        }
        if changed:
            self.check_seen(seen)
        for field, (_before, value) in changed.items():
            setattr(self, field, value)
        return changed
