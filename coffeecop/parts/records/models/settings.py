"""What a department counts with: its fiscal year, its days to answer a request."""

from collections.abc import Mapping
from typing import Any

from sqlalchemy import JSON, false
from sqlalchemy.orm import Mapped, backref, mapped_column, relationship

from coffeecop.db import Model, db
from coffeecop.models.agency import Agency
from coffeecop.models.keys import AgencyId, check

MOST_REQUEST_DAYS = 90


class RecordsSettings(Model):
    """What a department counts with; one that has none of its own has the usual."""

    __tablename__ = "records_settings"
    __table_args__ = (
        check("fiscal_year_month_range", "fiscal_year_month BETWEEN 1 AND 12"),
        check("request_days_range", f"request_days BETWEEN 1 AND {MOST_REQUEST_DAYS}"),
    )

    agency_id: Mapped[AgencyId] = mapped_column(primary_key=True)
    # The month with which its fiscal year begins.
    fiscal_year_month: Mapped[int] = mapped_column(default=7, server_default="7")
    # In how many days the law wants an answer to a request for records; from Monday to Friday only,
    # or all of them.
    request_days: Mapped[int] = mapped_column(default=10, server_default="10")
    request_in_business_days: Mapped[bool] = mapped_column(default=False, server_default=false())
    # On which its office is closed besides weekends, as in "2026-12-25".
    closed_days: Mapped[list[str]] = mapped_column(JSON, default=list, server_default="[]")

    agency: Mapped[Agency] = relationship(
        backref=backref("records_settings", uselist=False, viewonly=True), viewonly=True
    )


def settings_of(agency: Agency) -> RecordsSettings:
    """Return the department's own, read once in a session, or the usual ones, not stored yet."""
    own: RecordsSettings | None = agency.records_settings  # type: ignore[attr-defined]
    return own or RecordsSettings(
        agency_id=agency.id,
        fiscal_year_month=7,
        request_days=10,
        request_in_business_days=False,
        closed_days=[],
    )


def change_settings(agency: Agency, values: Mapping[str, Any]) -> dict[str, tuple[Any, Any]]:
    """Store these, and return what was changed, before and after."""
    settings = settings_of(agency)
    changed = {
        name: (before, value)
        for name, value in values.items()
        if (before := getattr(settings, name)) != value
    }
    for name, value in values.items():
        setattr(settings, name, value)
    db.session.add(settings)
    db.session.flush()
    db.session.expire(agency, ["records_settings"])
    return changed
