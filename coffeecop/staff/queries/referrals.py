"""What partners have replied to and nobody has taken up yet."""

from sqlalchemy import Select, and_, select

from coffeecop.models import Concern, ConcernStatus, Event, Referral
from coffeecop.models.concern_conditions import in_event_stream


def replies_to_use(agency_id: int) -> Select[Referral]:
    """Select referrals with a reply since which nobody has answered or set the status."""
    untouched = and_(
        Concern.status == ConcernStatus.LOOKED_INTO, Concern.status_at <= Referral.replied_at
    )
    return open_referrals(agency_id).where(Referral.replied_at.is_not(None), untouched)


def open_referrals(agency_id: int) -> Select[Referral]:
    """Select referrals that were not taken back."""
    return (
        select(Referral)
        .join(Referral.concern)
        .join(Concern.event)
        .where(Event.agency_id == agency_id, Referral.withdrawn_at.is_(None), in_event_stream())
    )
