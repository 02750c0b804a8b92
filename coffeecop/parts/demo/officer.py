"""The demo's officer, whom whoever looks around may be: by one click, on this machine only."""

from urllib.parse import urlsplit

from flask import current_app, request
from sqlalchemy import select

from coffeecop.config import is_local
from coffeecop.db import db
from coffeecop.models import Agency, AuditAction, Role, StaffMember
from coffeecop.models.audit import record
from coffeecop.models.staff import has_real_staff
from coffeecop.staff.identity.auth import add_session, end_all_sessions


def make_demo_session() -> str | None:
    """Return the token of a new session of the demo officer; None if there is no demo."""
    agency = db.session.scalars(select(Agency).limit(1)).one_or_none()
    if agency is None or has_real_staff():
        return None
    made_up = select(StaffMember).filter_by(is_demo=True)
    officer = db.session.scalars(made_up).one_or_none() or add_demo_officer(agency)
    record(AuditAction.LINK_MADE, by=None, subject=officer)
    end_all_sessions(officer)
    return add_session(officer)


def add_demo_officer(agency: Agency) -> StaffMember:
    email = "demo-officer@example.org"
    officer = StaffMember(agency_id=agency.id, email=email, name="Demo Officer", is_demo=True)
    officer.roles = {Role.OFFICER, Role.ORGANIZER}
    db.session.add(officer)
    db.session.flush()
    return officer


def demo_is_open() -> bool:
    """Return whether this request may sign in as the demo officer.

    Only with DEMO=1, from the machine that runs the server, and while no real staff exist.
    """
    return (
        current_app.config["DEMO"]
        and is_local(request.remote_addr or "")
        and is_local(urlsplit(request.host_url).hostname or "")
        # Behind a proxy on this machine every client would look local.
        and "X-Forwarded-For" not in request.headers
        and not has_real_staff()
    )
