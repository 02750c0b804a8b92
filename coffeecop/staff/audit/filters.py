"""Which entries of the log are shown, as the address says."""

from collections.abc import Mapping
from dataclasses import asdict, dataclass
from datetime import date, timedelta
from typing import Self

from sqlalchemy import ColumnElement

from coffeecop.models import AuditEntry
from coffeecop.models.keys import midnight
from coffeecop.staff.audit.labels import KIND_NAMES, SUBJECT_NAMES, actions_of
from coffeecop.web.security import parse_id

# What is chosen in the place of a person.
SERVER = "server"
DAY = timedelta(days=1)


@dataclass(frozen=True)
class AuditFilter:
    """Each None leaves a condition out."""

    who: int | str | None = None
    kind: str | None = None
    since: date | None = None
    until: date | None = None
    about: str | None = None
    number: int | None = None

    @classmethod
    def read(cls, args: Mapping[str, str]) -> Self:
        """Read the query of an address; what makes no sense there is no condition."""
        who, kind, about = args.get("who", ""), args.get("kind", ""), args.get("about", "")
        number = parse_id(args.get("number", ""))
        return cls(
            who=SERVER if who == SERVER else parse_id(who),
            kind=kind if kind in KIND_NAMES else None,
            since=_day(args.get("since", "")),
            until=_day(args.get("until", "")),
            about=about if about in SUBJECT_NAMES else None,
            number=number if about in SUBJECT_NAMES else None,
        )

    @property
    def args(self) -> dict[str, str]:
        """The query of an address that reads as this filter."""
        return {name: str(value) for name, value in asdict(self).items() if value is not None}

    def args_without(self, name: str) -> dict[str, str]:
        return {other: value for other, value in self.args.items() if other != name}

    def conditions(self, time_zone: str) -> list[ColumnElement[bool]]:
        found = [
            self.who == SERVER and AuditEntry.staff_id.is_(None),
            isinstance(self.who, int) and AuditEntry.staff_id == self.who,
            self.kind and AuditEntry.action.in_(actions_of(self.kind)),
            self.since and AuditEntry.created_at >= midnight(self.since, time_zone),
            self.until and AuditEntry.created_at < midnight(self.until + DAY, time_zone),
            self.about and AuditEntry.subject_table == self.about,
            self.number and AuditEntry.subject_id == self.number,
        ]
        # A condition in SQL has no truth value.
        return [each for each in found if isinstance(each, ColumnElement)]


def _day(text: str) -> date | None:
    try:
        day = date.fromisoformat(text)
    except ValueError:
        return None
    # The days before and after must be days too.
    return day if date(1970, 1, 1) < day < date(9000, 1, 1) else None
