"""What helps who does not read the language of a concern. Nothing is translated."""

from collections.abc import Collection
from typing import NamedTuple

from sqlalchemy import select

from coffeecop.db import db
from coffeecop.models import Concern, StaffMember, Theme, ThemeConcern, ThemeStatus
from coffeecop.staff.concerns.language import spanish_speakers, wrote_spanish
from coffeecop.web.i18n import current_language


class Foreign(NamedTuple):
    """The theme of a concern in another language, and a colleague who speaks it."""

    theme: Theme | None
    speaker: StaffMember | None


def foreign(
    concern: Concern, reader: StaffMember, people: Collection[StaffMember]
) -> Foreign | None:
    """Return what to show beside a text that is not in the language that somebody reads."""
    if (concern.text_language or concern.language) is current_language():
        return None
    others = [each for each in people if each.id not in (reader.id, concern.assigned_to_id)]
    speakers = spanish_speakers(others, reader.agency_id) if wrote_spanish(concern) else []
    return Foreign(_theme(concern), speakers[0] if speakers else None)


def _theme(concern: Concern) -> Theme | None:
    shown = Theme.status.in_((ThemeStatus.PROPOSED, ThemeStatus.SIGNED_OFF))
    query = (
        select(Theme)
        .join(Theme.concern_rows)
        .where(ThemeConcern.concern_id == concern.id, shown)
        .order_by(ThemeConcern.rank, Theme.id)
        .limit(1)
    )
    return db.session.scalars(query).one_or_none()
