"""The kind of browser and device that a User-Agent header names."""

import posixpath
import secrets
from collections.abc import Callable, Iterable
from datetime import UTC, datetime, timedelta
from functools import wraps
from typing import Any, TypeVar
from urllib.parse import unquote, urlsplit

from flask import Flask, abort, current_app, g, redirect, request, session, url_for
from flask.typing import ResponseReturnValue
from flask_wtf.csrf import generate_csrf
from sqlalchemy import bindparam, delete, or_, select, update
from sqlalchemy.exc import DBAPIError
from sqlalchemy.orm import joinedload
from sqlalchemy.orm.interfaces import ORMOption

from coffeecop.db import SAFE_METHODS, Base, current_time, db, now
from coffeecop.models import AuditAction, Browser, Device, Role, StaffMember, StaffSession
from coffeecop.models.audit import record
from coffeecop.models.staff import active_staff, staff_member_by_email
from coffeecop.parts import links_of, sign_in_provider
from coffeecop.parts.hooks import MadeUpStaff
from coffeecop.staff.identity.passwords import hash_password, needs_rehash, verify_password
from coffeecop.web.tokens import hash_token

Kind = TypeVar("Kind", Browser, Device)

# The first mark found decides: most browsers also name those that they want to be taken for.
BROWSERS = (
    (Browser.EDGE, ("Edg/", "EdgA/", "EdgiOS/")),
    (Browser.OPERA, ("OPR/", "OPT/")),
    (Browser.SAMSUNG, ("SamsungBrowser/",)),
    (Browser.FIREFOX, ("Firefox/", "FxiOS/")),
    (Browser.CHROME, ("Chrome/", "CriOS/")),
    (Browser.SAFARI, ("Safari/",)),
)
# An iPad asks for the pages of a Mac unless its owner chose otherwise.
DEVICES = (
    (Device.IPHONE, ("iPhone",)),
    (Device.IPAD, ("iPad",)),
    (Device.ANDROID, ("Android",)),
    (Device.CHROMEBOOK, ("CrOS",)),
    (Device.WINDOWS, ("Windows",)),
    (Device.MAC, ("Macintosh",)),
    (Device.LINUX, ("Linux",)),
)


def named_in(user_agent: str, kinds: Iterable[tuple[Kind, Iterable[str]]]) -> Kind | None:
    return next((kind for kind, marks in kinds if any(mark in user_agent for mark in marks)), None)


# On an own device it is Flask's PERMANENT_SESSION_LIFETIME.
SHARED_LIMIT = timedelta(hours=12)
# The session cookie is renewed at most this often, so that most responses set none.
REFRESH_AFTER = timedelta(minutes=1)
STORE_USE_AFTER = timedelta(minutes=5)

MEMBER = joinedload(StaffSession.staff_member)
# Built once: each page of staff asks for it.
VALID = (
    select(StaffSession)
    .where(
        StaffSession.token_hash == bindparam("token_hash"), StaffSession.expires_at > current_time()
    )
    .options(MEMBER.joinedload(StaffMember.agency), MEMBER.joinedload(StaffMember.role_rows))
)

View = TypeVar("View", bound=Callable[..., ResponseReturnValue])


Owned = TypeVar("Owned", bound=Base)


def init_app(app: Flask) -> None:
    app.before_request(find_staff_member)
    app.context_processor(lambda: {"current_staff": g.get("staff_member")})
    app.jinja_env.globals["csrf_token"] = generate_csrf
    app.add_template_global(sign_in_provider)


def find_staff_member() -> None:
    g.staff_member = None
    if not request.path.startswith("/staff") or "token" not in session:
        return
    found = valid_session(session["token"])
    unused = now() - datetime.fromtimestamp(session.get("seen_at", 0), UTC)
    # The row says whether there is an idle limit, whatever the cookie says.
    is_shared = found is not None and not found.is_own_device
    if found is None or (is_shared and unused > current_app.config["STAFF_IDLE_LIMIT"]):
        session.clear()
        return
    g.staff_member = found.staff_member
    g.staff_session = found
    if is_shared and unused > REFRESH_AFTER:
        session["seen_at"] = now().timestamp()
    if request.method not in SAFE_METHODS:
        _store_use(found)


def _store_use(own: StaffSession) -> None:
    """Store when it was last used, in a transaction of its own: the form may still fail."""
    if now() - own.last_used_at < STORE_USE_AFTER:
        return
    used = update(StaffSession).where(StaffSession.id == own.id).values(last_used_at=now())
    try:
        db.session.execute(used)
        db.session.commit()
    # No form fails for it.
    except DBAPIError:
        db.session.rollback()


def valid_session(token: str) -> StaffSession | None:
    """Return the session with this token if it has not expired and its owner may be signed in."""
    found = db.session.scalars(VALID, {"token_hash": hash_token(token)}).unique().one_or_none()
    if found is None or not found.staff_member.is_active:
        return None
    made_up = links_of(found.staff_member.agency, MadeUpStaff)
    if found.staff_member.is_demo and not any(each.is_let_in() for each in made_up):
        return None
    return found


def authenticate(email: str, password: str) -> StaffMember | None:
    """Return the staff member with these; an unknown address takes as long as a known one."""
    member = staff_member_by_email(email)
    stored = member.password_hash if member and member.is_active else None
    # End the transaction: hashing is slow, and writers must not wait for it.
    db.session.rollback()
    if not verify_password(password, stored) or stored is None:
        return None
    renewed = hash_password(password) if needs_rehash(stored) else stored
    # Locked, so that a concurrent password change is seen here or ends the new session.
    own = select(StaffMember).filter_by(email=email.lower()).with_for_update()
    member = db.session.scalars(own).one_or_none()
    if member is None or not member.is_active or member.password_hash != stored:
        return None
    member.password_hash = renewed
    return member


def begin_session(member: StaffMember, *, is_own_device: bool, via_provider: bool = False) -> None:
    """Sign this browser in. The old session content is dropped, against session fixation."""
    db.session.execute(
        delete(StaffSession).where(
            StaffSession.staff_id == member.id,
            or_(
                StaffSession.expires_at <= now(),
                StaffSession.token_hash == hash_token(session.get("token", "")),
            ),
        )
    )
    token = add_session(
        member,
        is_own_device=is_own_device,
        via_provider=via_provider,
        user_agent=request.user_agent.string,
    )
    session.clear()
    session["token"] = token
    session["seen_at"] = now().timestamp()
    # A shared browser forgets the cookie when it is closed.
    session.permanent = is_own_device


def add_session(
    member: StaffMember,
    *,
    is_own_device: bool = False,
    via_provider: bool = False,
    user_agent: str = "",
) -> str:
    token = secrets.token_urlsafe(32)
    limit = current_app.permanent_session_lifetime if is_own_device else SHARED_LIMIT
    db.session.add(
        StaffSession(
            staff_id=member.id,
            token_hash=hash_token(token),
            is_own_device=is_own_device,
            via_provider=via_provider,
            browser=named_in(user_agent, BROWSERS),
            device=named_in(user_agent, DEVICES),
            expires_at=now() + limit,
        )
    )
    return token


def end_session(*, by: StaffMember) -> None:
    """Sign this browser out."""
    record(AuditAction.SIGNED_OUT, by=by, subject=by)
    db.session.execute(
        delete(StaffSession).where(StaffSession.token_hash == hash_token(session["token"]))
    )
    session.clear()


def end_all_sessions(member: StaffMember, *, but: StaffSession | None = None) -> None:
    ended = delete(StaffSession).where(StaffSession.staff_id == member.id)
    if but:
        ended = ended.where(StaffSession.id != but.id)
    db.session.execute(ended)


def safe_staff_url(address: str | None) -> str | None:
    """Return the address if it is a staff page of this application, else None."""
    if not address or not address.startswith("/staff"):
        return None
    if not address.isprintable() or "\\" in address:
        return None
    # Resolve it as a browser will: /staff/../elsewhere is not a staff page.
    path = posixpath.normpath(unquote(urlsplit(address).path))
    return address if path == "/staff" or path.startswith("/staff/") else None


def only_for(*roles: Role, allow_overdue_factor: bool = False) -> Callable[[View], View]:
    """Allow staff who hold one of these roles, unless their second factor is overdue."""

    def guard(view: View) -> View:
        @wraps(view)
        def guarded(*args: Any, **kwargs: Any) -> ResponseReturnValue:
            if g.staff_member is None:
                return _lead_to("accounts.sign_in", next=request.full_path.rstrip("?"))
            if not g.staff_member.has_any(*roles):
                abort(403)
            # The provider has asked for one.
            is_overdue = (
                g.staff_member.second_factor_is_overdue and not g.staff_session.via_provider
            )
            if is_overdue and not allow_overdue_factor:
                return _lead_to("accounts.second_factor")
            return view(*args, **kwargs)

        guarded.allowed_roles = frozenset(roles)  # type: ignore[attr-defined]
        return guarded  # type: ignore[return-value]

    return guard


admin_only = only_for(Role.ADMIN)
complaints_only = only_for(Role.COMPLAINTS)
# Any signed-in staff member.
staff_only = only_for(*Role)
# For pages that lead to the second factor.
staff_with_overdue_factor_too = only_for(*Role, allow_overdue_factor=True)


def own_or_404(
    model: type[Owned], row_id: int, *options: ORMOption, for_update: bool = False
) -> Owned:
    """Return a row of the current agency or abort with 404; `for_update` locks it."""
    own = select(model).filter_by(id=row_id, agency_id=g.staff_member.agency_id)
    if for_update:
        own = own.with_for_update(of=model)
    row: Owned = db.one_or_404(own.options(*options))
    return row


def names_of_holders(role: Role) -> list[str]:
    return [each.name for each in active_staff(g.staff_member.agency_id, role)]


def _lead_to(endpoint: str, **values: Any) -> ResponseReturnValue:
    # Not for a form or a fragment: a redirect would lose what was typed.
    if request.method != "GET" or "HX-Request" in request.headers:
        abort(403)
    return redirect(url_for(endpoint, **values))
