"""The history of a topic, from its audit entries."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime

from coffeecop.models import AuditAction, AuditEntry, Topic
from coffeecop.models.topic import topics_of
from coffeecop.staff.topics.queries import entries_about


@dataclass(frozen=True)
class HistoryEntry:
    """One entry of a history. `what` is the changed field, or the direction to other topics."""

    action: AuditAction
    at: datetime
    by: str | None
    what: str
    old: str
    new: str
    added: Sequence[str]
    removed: Sequence[str]
    topics: Sequence[Topic]


def history_of(topic: Topic) -> list[HistoryEntry]:
    """Return the entries, newest first."""
    by_key = {each.key: each for each in topics_of(topic.agency_id)}
    return [_history_entry(entry, by_key) for entry in entries_about(topic)]


def _history_entry(entry: AuditEntry, by_key: dict[str, Topic]) -> HistoryEntry:
    """Parse an entry's detail: the field or direction, then one value, keyword or key a line."""
    what, *rest = (entry.detail or "").split("\n")
    old, new = rest if what.startswith("name") and len(rest) == 2 else ("", "")
    return HistoryEntry(
        action=entry.action,
        at=entry.created_at,
        by=entry.staff_member.name if entry.staff_member else None,
        what=what,
        old=old,
        new=new,
        added=[line[1:] for line in rest if line.startswith("+")],
        removed=[line[1:] for line in rest if line.startswith("-")],
        topics=[by_key[key] for key in rest if key in by_key],
    )
