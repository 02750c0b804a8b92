"""Changing the department's partners: one operation for all of them."""

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, fields
from typing import Self

from sqlalchemy import select

from coffeecop.db import db, now
from coffeecop.models import Agency, AuditAction, ReferralPartner, StaffMember
from coffeecop.models.audit import record
from coffeecop.models.conflicts import ChangedByColleague, Snapshot

LONGEST_DETAIL = 500


@dataclass(frozen=True)
class Office:
    """What can be changed of a partner."""

    name_en: str
    name_es: str
    email: str
    is_in_use: bool = True

    @classmethod
    def of(cls, partner: ReferralPartner) -> Self:
        return cls(partner.name_en, partner.name_es, partner.email, partner.retired_at is None)


@dataclass(frozen=True)
class Offices(Snapshot):
    """All partners by their ids."""

    by_id: Mapping[int, Office]

    @classmethod
    def of(cls, partners: Sequence[ReferralPartner]) -> Self:
        return cls({partner.id: Office.of(partner) for partner in partners})


def all_partners(agency: Agency, *, for_update: bool = False) -> Sequence[ReferralPartner]:
    """Return the partners by name, those out of use last.

    `for_update` locks the department, so that no partner is added meanwhile.
    """
    if for_update:
        db.session.execute(select(Agency.id).where(Agency.id == agency.id).with_for_update())
    partners = select(ReferralPartner).where(ReferralPartner.agency_id == agency.id)
    return db.session.scalars(
        partners.order_by(
            ReferralPartner.retired_at.is_not(None), ReferralPartner.name_en, ReferralPartner.id
        )
    ).all()


def change_partners(
    partners: Sequence[ReferralPartner],
    offices: Mapping[int, Office],
    added: Office | None,
    *,
    seen: str | None,
    by: StaffMember,
) -> None:
    """Change these partners, and add one. Raises ChangedByColleague if one changed since `seen`."""
    before = Offices.of(partners)
    changed = [
        each
        for each in partners
        if offices.get(each.id, before.by_id[each.id]) != before.by_id[each.id]
    ]
    is_new = added is not None and added not in before.by_id.values()
    if not changed and not is_new:
        return
    if seen != before.fingerprint:
        raise ChangedByColleague
    details = [line for each in changed for line in _changes(each, offices[each.id])]
    for partner in changed:
        _write(partner, offices[partner.id])
    if added and is_new:
        db.session.add(
            ReferralPartner(
                agency_id=by.agency_id,
                name_en=added.name_en,
                name_es=added.name_es,
                email=added.email,
            )
        )
        details.append(f"is_added: {added.name_en}, {added.email}")
    detail = "; ".join(details)[:LONGEST_DETAIL]
    record(AuditAction.PARTNERS_CHANGED, by=by, subject=by.agency, detail=detail)


def _changes(partner: ReferralPartner, office: Office) -> Iterator[str]:
    before = Office.of(partner)
    for field in fields(Office):
        old, new = getattr(before, field.name), getattr(office, field.name)
        if old != new and field.name != "is_in_use":
            yield f"{before.name_en}: {field.name} {old} -> {new}"
    if before.is_in_use is not office.is_in_use:
        yield f"{before.name_en}: {'is_in_use' if office.is_in_use else 'is_out_of_use'}"


def _write(partner: ReferralPartner, office: Office) -> None:
    partner.name_en, partner.name_es = office.name_en, office.name_es
    partner.email = office.email
    if office.is_in_use is not (partner.retired_at is None):
        partner.retired_at = None if office.is_in_use else now()
