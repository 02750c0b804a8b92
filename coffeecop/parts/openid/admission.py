"""Whom of those that the provider names we let in, and with which roles."""

from functools import partial
from typing import TYPE_CHECKING

from flask_babel import lazy_gettext as _l
from sqlalchemy import select

from coffeecop.db import db, now
from coffeecop.models import AuditAction, Role, StaffMember, StaffSession
from coffeecop.models.agency import lock_agency, sole_agency
from coffeecop.models.audit import record
from coffeecop.models.staff import has_real_staff
from coffeecop.parts.links import Labelled
from coffeecop.parts.openid.identity import Identity
from coffeecop.parts.openid.sign_in import LEEWAY_SECONDS, Attempt, Refusal, SignInRefused
from coffeecop.staff.accounts import actions
from coffeecop.staff.identity.auth import end_all_sessions

if TYPE_CHECKING:
    from coffeecop.parts.openid.provider import Provider

# Of those who come without an invitation.
FIRST_ROLE = Role.OFFICER
LONGEST_NAME = 120


class OpenIDAction(Labelled):
    """What is recorded of it in the audit log, besides the core's actions of signing in."""

    LINKED = "provider_linked", _l("%(who)s linked %(what)s to the department's account")
    UNLINKED = "provider_unlinked", _l("%(who)s unlinked %(what)s from the department's account")


def admit(identity: Identity, provider: "Provider") -> StaffMember:
    """Return the account of who has signed in there. Raises SignInRefused.

    Makes the account at the first sign-in if the address needs no invitation, links it, and
    gives it the roles of the person's groups.
    """
    roles = roles_of(identity, provider)
    member = _linked_to(identity) or _invited(identity) or _newcomer(identity, provider, roles)
    # From here on nobody else links, disables or changes the account.
    lock_agency(member.agency_id)
    db.session.refresh(member)
    if not member.is_active:
        raise SignInRefused(Refusal.DISABLED, member=member)
    if not member.is_linked_to_provider:
        member.link_to_provider(identity.issuer, identity.subject)
        record(OpenIDAction.LINKED, by=member, subject=member)
    # An address is given to somebody new when its owner leaves.
    if member.provider_subject != identity.subject or member.provider_issuer != identity.issuer:
        raise SignInRefused(Refusal.OTHER_IDENTITY, member=member)
    if provider.roles_by_group:
        _set_roles(member, roles)
    return member


def confirm(attempt: Attempt, identity: Identity, current: StaffSession | None) -> None:
    """Note that the session's owner has just shown the provider who they are.

    Raises SignInRefused.
    """
    if current is None:
        raise SignInRefused(Refusal.STALE)
    member = current.staff_member
    is_owner, asked_at = _linked_to(identity) is member, identity.authenticated_at
    if not is_owner or asked_at is None or asked_at < attempt.begun_at - LEEWAY_SECONDS:
        raise SignInRefused(Refusal.NOT_CONFIRMED, member=member)
    current.confirmed_at = now()
    record(AuditAction.IDENTITY_CONFIRMED, by=member, subject=member, detail={"provider": None})


def unlink(member: StaffMember, *, by: StaffMember) -> None:
    """Let the next sign-in under the person's address decide anew who it is at the provider."""
    member.provider_issuer = member.provider_subject = None
    end_all_sessions(member)
    record(OpenIDAction.UNLINKED, by=by, subject=member)


def roles_of(identity: Identity, provider: "Provider") -> frozenset[Role]:
    given = (provider.roles_by_group.get(group, frozenset()) for group in identity.groups)
    roles = frozenset[Role]().union(*given)
    return roles or (frozenset({FIRST_ROLE}) if _needs_no_invitation(identity, provider) else roles)


def _linked_to(identity: Identity) -> StaffMember | None:
    linked = select(StaffMember).filter_by(
        provider_issuer=identity.issuer, provider_subject=identity.subject
    )
    return db.session.scalars(linked).one_or_none()


def _invited(identity: Identity) -> StaffMember | None:
    """Return the account under the person's address."""
    invited = select(StaffMember).filter_by(email=identity.email, is_demo=False)
    return db.session.scalars(invited).one_or_none() if identity.email else None


def _newcomer(identity: Identity, provider: "Provider", roles: frozenset[Role]) -> StaffMember:
    # The first account is an administrator's, made by the link that the server prints.
    agency = sole_agency() if has_real_staff() else None
    if agency is None or not _needs_no_invitation(identity, provider):
        raise SignInRefused(Refusal.NOT_INVITED)
    email = identity.email or ""
    name = (identity.name or email.partition("@")[0])[:LONGEST_NAME]
    try:
        return actions.add_staff_member(agency, email=email, name=name, roles=set(roles), by=None)
    except actions.EmailTaken:
        raise SignInRefused(Refusal.STALE) from None


def _needs_no_invitation(identity: Identity, provider: "Provider") -> bool:
    return (identity.email or "").rpartition("@")[2] in provider.settings.allowed_domains


def _set_roles(member: StaffMember, roles: frozenset[Role]) -> None:
    """Give exactly these roles, but leave the last administrator one."""
    actions.lock_profile(member)
    set_to = partial(
        actions.change_staff_member, member, name=member.name, seen=member.version, by=None
    )
    try:
        set_to(roles=roles)
    except actions.LastAdmin:
        set_to(roles=roles | {Role.ADMIN})
    if not member.roles:
        raise SignInRefused(Refusal.NO_GROUP, member=member)
