"""What a department says of who is at its events, and what those who were there say of it."""

import enum

from flask_babel import lazy_gettext as _l
from sqlalchemy.orm import Mapped, mapped_column

from coffeecop.db import CreatedAt, Model
from coffeecop.models.keys import AgencyId, EventId, ShownInPublic, StaffId
from coffeecop.parts.links import Labelled

NAME = "who_is_there"


class Invited(enum.StrEnum):
    OURS = "ours"
    LOCAL = "local"
    POLICE = "police"
    IMMIGRATION = "immigration"


class Asks(enum.StrEnum):
    NOTHING = "nothing"
    IF_WANTED = "if_wanted"
    MAY = "may"


class Cameras(enum.StrEnum):
    NONE = "none"
    OFF = "off"
    ON = "on"


class RoomAction(Labelled):
    ANSWERED = "room_answered", _l("%(who)s answered who is in the room")
    SEALED = "room_sealed", _l("%(who)s sealed who is in the room: %(what)s")
    SEEN = "room_seen", _l("%(who)s said whether it was so: %(what)s")


class RoomAnswers(ShownInPublic, Model):
    """What a department answers. Without a row nothing of it shows anywhere."""

    __tablename__ = "room_answers"

    agency_id: Mapped[AgencyId] = mapped_column(primary_key=True)
    invited: Mapped[Invited]
    asks: Mapped[Asks]
    cameras: Mapped[Cameras]
    # Who ticked that the attorney has read all of it, and when.
    answered_by_id: Mapped[StaffId]
    answered_at: Mapped[CreatedAt]


class RoomCheck(ShownInPublic, Model):
    """Whether it was so, by one of the staff who was there."""

    __tablename__ = "room_checks"

    event_id: Mapped[EventId] = mapped_column(primary_key=True)
    staff_id: Mapped[StaffId] = mapped_column(primary_key=True)
    was_so: Mapped[bool]
    created_at: Mapped[CreatedAt]
