from collections.abc import Collection
from typing import Any

from flask_babel import lazy_gettext as _l
from sqlalchemy import delete, select
from sqlalchemy.exc import IntegrityError

from coffeecop.concerns.assignment import free_complaints_of
from coffeecop.db import db
from coffeecop.engine.text import slug
from coffeecop.models import Agency, AuditAction, Language, Role, StaffMember, StaffSession
from coffeecop.models.agency import lock_agency
from coffeecop.models.audit import changes, record
from coffeecop.models.checklist import add_starter_checklist
from coffeecop.models.mail import lock_notifications
from coffeecop.models.topics import add_starter_topics
from coffeecop.staff.accounts.hand_over import NotDone as NotDone
from coffeecop.staff.accounts.hand_over import Successors, hand_over, possible_successors
from coffeecop.staff.accounts.links import LinkGone, consume_link, delete_unused_links
from coffeecop.staff.identity.auth import end_all_sessions

FIRST_ROLES = {Role.ADMIN, Role.ORGANIZER, Role.OFFICER}
LONGEST_SLUG = 60
NO_SUCCESSORS = Successors()


class EmailTaken(Exception):
    """Another account has this e-mail address."""


class CannotDisableSelf(NotDone):
    words = _l("You cannot take your own access away. Ask another administrator.")


class PasswordChanged(Exception):
    """The password was changed after the current one was verified."""


class SecondFactorNeeded(Exception):
    """The password is too short without the second factor, which was removed meanwhile."""


class LastAdmin(NotDone):
    words = _l("This is the last administrator. Make somebody else one first.")


def set_up_first_administrator(
    token: str, *, new_agency: Agency | None, name: str, email: str, password_hash: str
) -> StaffMember:
    """Create the first account, in the existing agency or in a new one."""
    consume_link(token)
    if new_agency:
        _add_agency(new_agency)
    agency = new_agency or db.session.scalars(select(Agency)).one()
    member = _add_member(agency, email=email, name=name, roles=FIRST_ROLES)
    detail = {"roles": [_in_order(FIRST_ROLES)]}
    record(AuditAction.STAFF_ADDED, by=member, subject=member, detail=detail)
    set_password(member, password_hash, by=member)
    return member


def change_password(
    member: StaffMember, password_hash: str, *, verified: str | None, is_short: bool
) -> None:
    """Set a new password if the verified one is still current, else raise PasswordChanged.

    Raises SecondFactorNeeded if it is short and there is no second factor any more.
    """
    current = select(StaffMember).filter_by(id=member.id).with_for_update()
    db.session.scalars(current.execution_options(populate_existing=True)).one()
    if member.password_hash != verified:
        raise PasswordChanged
    set_password(member, password_hash, by=member, is_short=is_short)


def set_password_by_link(token: str, *, password_hash: str, is_short: bool) -> StaffMember:
    """Raises LinkGone and SecondFactorNeeded."""
    member = consume_link(token).staff_member
    if member is None:
        raise LinkGone
    set_password(member, password_hash, by=member, is_short=is_short)
    return member


def set_password(
    member: StaffMember, password_hash: str, *, by: StaffMember | None, is_short: bool = False
) -> None:
    """Set a new password and end all sessions of the person. Raises SecondFactorNeeded."""
    if is_short and not member.has_second_factor:
        raise SecondFactorNeeded
    member.password_hash = password_hash
    member.has_short_password = is_short
    end_all_sessions(member)
    delete_unused_links(member.id)
    record(AuditAction.PASSWORD_SET, by=by, subject=member)


def choose_notifications(member: StaffMember, **chosen: Any) -> bool:
    """Return False if the person is not active any more."""
    settings = lock_notifications(member.id)
    if settings:
        settings.choose(**chosen)
    return settings is not None


def sign_out_of(session_id: int, *, by: StaffMember) -> bool:
    """End this session of the person; return False if they have no such one."""
    own = select(StaffSession).filter_by(id=session_id, staff_id=by.id)
    ended = db.session.scalars(own).one_or_none()
    if ended is None:
        return False
    device = ", ".join(filter(None, (ended.browser, ended.device)))
    detail = {"device": device} if device else None
    record(AuditAction.SIGNED_OUT, by=by, subject=by, detail=detail)
    db.session.execute(delete(StaffSession).where(StaffSession.id == ended.id))
    return True


def sign_out_elsewhere(current: StaffSession, *, by: StaffMember) -> None:
    end_all_sessions(by, but=current)
    record(AuditAction.SIGNED_OUT, by=by, subject=by, detail={"everywhere_else": None})


def sign_out_everywhere(member: StaffMember, *, by: StaffMember) -> None:
    end_all_sessions(member)
    record(AuditAction.SIGNED_OUT, by=by, subject=member, detail={"everywhere": None})


def add_staff_member(
    agency: Agency, *, email: str, name: str, roles: set[Role], by: StaffMember | None
) -> StaffMember:
    member = _add_member(agency, email=email, name=name, roles=roles)
    detail = {"roles": [_in_order(roles)]}
    record(AuditAction.STAFF_ADDED, by=by, subject=member, detail=detail)
    return member


def change_staff_member(
    member: StaffMember,
    *,
    name: str,
    roles: Collection[Role],
    seen: str | int | None,
    by: StaffMember | None,
) -> None:
    """Raises ChangedByColleague, CannotDisableSelf, LastAdmin.

    Without `by`, groups at the provider give the roles.
    """
    lock_profile(member)
    values: dict[str, list[Any]] = {
        "name": [member.name, name],
        "roles": [_in_order(member.roles), _in_order(roles)],
    }
    changed = {field: pair for field, pair in values.items() if pair[0] != pair[1]}
    if not changed:
        return
    member.check_seen(seen)
    if member.is_admin and Role.ADMIN not in roles:
        _ensure_admin_remains(member, by=by)
    if Role.COMPLAINTS in member.roles - set(roles):
        free_complaints_of(member, by=by)
    member.name, member.roles = name, set(roles)
    # The roles are in rows of their own.
    member.version += 1
    member.renew_due_date()
    by_groups = {} if by else {"by_groups": None}
    record(AuditAction.STAFF_CHANGED, by=by, subject=member, detail={**changed, **by_groups})


def change_own_account(member: StaffMember, *, name: str, language: Language | None) -> None:
    values = {"name": (member.name, name), "language": (member.language, language)}
    changed = changes({what: pair for what, pair in values.items() if pair[0] != pair[1]})
    member.name, member.language = name, language
    if changed:
        record(AuditAction.STAFF_CHANGED, by=member, subject=member, detail=changed)


def take_complaints_role(member: StaffMember) -> None:
    """Give an administrator the complaints role; no effect if already held."""
    lock_profile(member)
    roles = {*member.roles, Role.COMPLAINTS}
    change_staff_member(member, name=member.name, roles=roles, seen=member.version, by=member)


def lock_profile(member: StaffMember) -> None:
    # Roles are rows of their own: a lock on the member would not cover their insertion.
    lock_agency(member.agency_id)
    db.session.refresh(member, ["name", "version", "role_rows"])


def disable_staff_member(
    member: StaffMember, successors: Successors = NO_SUCCESSORS, *, by: StaffMember
) -> None:
    """Disable an account: hand over its work, end its sessions and delete its unused links.

    Raises CannotDisableSelf, LastAdmin, NobodyTakesOver.
    """
    _ensure_admin_remains(member, by=by)
    hand_over(member, successors, by=by)
    member.disable()
    end_all_sessions(member)
    delete_unused_links(member.id)
    record(AuditAction.STAFF_DISABLED, by=by, subject=member)


def enable_staff_member(member: StaffMember, *, by: StaffMember) -> None:
    member.enable()
    record(AuditAction.STAFF_ENABLED, by=by, subject=member)


def _add_agency(agency: Agency) -> None:
    agency.slug = slug(agency.name, most=LONGEST_SLUG) or "department"
    db.session.add(agency)
    db.session.flush()
    add_starter_topics(agency)
    add_starter_checklist(agency)


def _add_member(agency: Agency, *, email: str, name: str, roles: set[Role]) -> StaffMember:
    member = StaffMember(agency_id=agency.id, email=email, name=name)
    member.roles = roles
    db.session.add(member)
    try:
        db.session.flush()
    except IntegrityError as error:
        db.session.rollback()
        reason = str(error.orig).lower()
        if "unique" in reason and "email" in reason:
            raise EmailTaken from error
        raise
    return member


def _ensure_admin_remains(member: StaffMember, *, by: StaffMember | None) -> None:
    if member is by:
        raise CannotDisableSelf
    # Serialized, so that two administrators cannot disable each other concurrently.
    lock_agency(member.agency_id)
    if not possible_successors(member, Role.ADMIN):
        raise LastAdmin


def _in_order(roles: Collection[Role]) -> list[Role]:
    return [role for role in Role if role in roles]
