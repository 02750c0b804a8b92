from sqlalchemy import CheckConstraint, String, false
from sqlalchemy.orm import Mapped, mapped_column

from coffeecop.db import Model
from coffeecop.models.keys import ConcernId, RsvpId


class Contact(Model):
    """Contact details of the sender of an RSVP or a concern, stored apart from the content."""

    __tablename__ = "contacts"
    __table_args__ = (
        CheckConstraint("(rsvp_id IS NULL) <> (concern_id IS NULL)", name="one_owner"),
        CheckConstraint(
            "name IS NOT NULL OR email IS NOT NULL OR phone IS NOT NULL", name="something_given"
        ),
        CheckConstraint(
            "length(trim(coalesce(name, 'x'))) > 0 AND length(trim(coalesce(email, 'x'))) > 0 "
            "AND length(trim(coalesce(phone, 'x'))) > 0",
            name="nothing_blank",
        ),
        CheckConstraint("NOT wants_news OR email IS NOT NULL", name="news_has_email"),
    )

    id: Mapped[int] = mapped_column(primary_key=True)
    rsvp_id: Mapped[RsvpId | None] = mapped_column(unique=True)
    concern_id: Mapped[ConcernId | None] = mapped_column(unique=True)
    name: Mapped[str | None] = mapped_column(String(120))
    email: Mapped[str | None] = mapped_column(String(254))
    phone: Mapped[str | None] = mapped_column(String(30))
    # Asked for a mail on what came of the event.
    wants_news: Mapped[bool] = mapped_column(default=False, server_default=false())
