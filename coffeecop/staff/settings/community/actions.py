"""The shares of the community: one operation for all of them."""

from collections.abc import Sequence
from dataclasses import dataclass
from typing import NamedTuple

from sqlalchemy import delete, select

from coffeecop.db import db
from coffeecop.models import Agency, AuditAction, CommunityShare, ShareKind, StaffMember
from coffeecop.models.audit import record
from coffeecop.models.community import shares_of
from coffeecop.models.conflicts import ChangedByColleague, Snapshot

LONGEST_DETAIL = 500


class Share(NamedTuple):
    kind: ShareKind
    name: str
    percent: int
    place_names: str | None = None


@dataclass(frozen=True)
class Shares(Snapshot):
    shares: Sequence[Share]

    @classmethod
    def of(cls, agency: Agency) -> "Shares":
        rows = shares_of(agency.id)
        return cls([Share(row.kind, row.name, row.percent, row.place_names) for row in rows])


def change_shares(shares: Sequence[Share], *, seen: str | None, by: StaffMember) -> None:
    """Replace all shares. Raises ChangedByColleague if they have changed since `seen`."""
    own = Agency.id == by.agency_id
    db.session.execute(select(Agency.id).where(own).with_for_update())
    before = Shares.of(by.agency)
    if set(shares) == set(before.shares):
        return
    if seen != before.fingerprint:
        raise ChangedByColleague
    db.session.execute(delete(CommunityShare).where(CommunityShare.agency_id == by.agency_id))
    db.session.add_all(
        CommunityShare(agency_id=by.agency_id, **share._asdict()) for share in shares
    )
    detail = "; ".join(map(_in_detail, shares))[:LONGEST_DETAIL]
    record(AuditAction.SHARES_CHANGED, by=by, subject=by.agency, detail=detail or None)


def _in_detail(share: Share) -> str:
    name = f"language_{share.name}" if share.kind is ShareKind.LANGUAGE else share.name
    return f"{name}: {share.percent}"
