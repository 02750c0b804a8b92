from coffeecop.db import db
from coffeecop.models import AuditAction, ConcernFlag, StaffMember
from coffeecop.models.audit import record
from coffeecop.models.conflicts import ChangedByColleague


def record_verdict(
    flag: ConcernFlag, *, is_right: bool, shown: bool | None, by: StaffMember
) -> None:
    """Store a reviewer's verdict on a flag.

    `shown` is the verdict that the page showed, None for none yet. Raises ChangedByColleague.
    """
    db.session.refresh(flag, ["is_right", "seen_at", "seen_by_id"], with_for_update=True)
    if flag.is_right is is_right:
        return
    if flag.is_right is not shown:
        raise ChangedByColleague
    flag.set_verdict(is_right=is_right, by=by)
    verdict = "right" if is_right else "false alarm"
    record(AuditAction.FLAG_SEEN, by=by, subject=flag.concern, detail=f"{flag.kind}: {verdict}")
