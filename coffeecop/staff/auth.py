"""Who is signed in, and what they may reach."""

import secrets
from collections.abc import Callable
from datetime import UTC, datetime, timedelta
from functools import wraps
from hashlib import sha256
from typing import Any, TypeVar

from flask import Flask, abort, current_app, g, redirect, request, session, url_for
from flask.typing import ResponseReturnValue
from sqlalchemy import delete, select
from sqlalchemy.orm import joinedload

from coffeecop.db import db, now
from coffeecop.models import Role, StaffMember, StaffSession

ABSOLUTE_LIMIT = timedelta(hours=12)
# The cookie is written anew at most this often, so most pages set none.
REFRESH_AFTER = timedelta(minutes=1)

View = TypeVar("View", bound=Callable[..., ResponseReturnValue])


def init_app(app: Flask) -> None:
    app.before_request(find_staff_member)
    app.context_processor(lambda: {"current_staff": g.get("staff_member")})


def find_staff_member() -> None:
    g.staff_member = None
    if not request.path.startswith("/staff") or "token" not in session:
        return
    seen_at = datetime.fromtimestamp(session.get("seen_at", 0), UTC)
    if now() - seen_at > current_app.config["STAFF_IDLE_LIMIT"]:
        session.clear()
        return
    found = (
        db.session.scalars(
            select(StaffSession)
            .where(StaffSession.token_hash == hash_token(session["token"]))
            .options(
                joinedload(StaffSession.staff_member).joinedload(StaffMember.agency),
                joinedload(StaffSession.staff_member).joinedload(StaffMember.role_rows),
            )
        )
        .unique()
        .one_or_none()
    )
    if found is None or found.expires_at <= now() or not found.staff_member.is_active:
        session.clear()
        return
    g.staff_member = found.staff_member
    g.staff_session = found
    if now() - seen_at > REFRESH_AFTER:
        session["seen_at"] = now().timestamp()


def hash_token(token: str) -> str:
    return sha256(token.encode()).hexdigest()


def start_session(member: StaffMember) -> None:
    """Sign this browser in. The old cookie's content goes, so nobody can plant one."""
    token = secrets.token_urlsafe(32)
    db.session.add(
        StaffSession(
            staff_id=member.id, token_hash=hash_token(token), expires_at=now() + ABSOLUTE_LIMIT
        )
    )
    session.clear()
    session["token"] = token
    session["seen_at"] = now().timestamp()


def end_session() -> None:
    db.session.execute(
        delete(StaffSession).where(StaffSession.token_hash == hash_token(session["token"]))
    )
    session.clear()


def end_all_sessions(member: StaffMember) -> None:
    db.session.execute(delete(StaffSession).where(StaffSession.staff_id == member.id))


def staff_only(view: View) -> View:
    """Let in anyone of the staff, whatever their role."""
    return only_for(*Role)(view)


def only_for(*roles: Role) -> Callable[[View], View]:
    """Let in staff who hold one of these roles."""

    def guard(view: View) -> View:
        @wraps(view)
        def guarded(*args: Any, **kwargs: Any) -> ResponseReturnValue:
            if g.staff_member is None:
                return _ask_to_sign_in()
            if not g.staff_member.has_any(*roles):
                abort(403)
            return view(*args, **kwargs)

        guarded.allowed_roles = frozenset(roles)  # type: ignore[attr-defined]
        return guarded  # type: ignore[return-value]

    return guard


def allowed_roles(view: Callable[..., Any]) -> frozenset[Role] | None:
    """Return who may reach a view; None where it is not for staff alone."""
    return getattr(view, "allowed_roles", None)


def _ask_to_sign_in() -> ResponseReturnValue:
    if request.method != "GET" or "HX-Request" in request.headers:
        abort(403)
    return redirect(url_for("staff.sign_in", next=request.full_path.rstrip("?")))
