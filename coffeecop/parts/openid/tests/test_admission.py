"""Whom of those that the provider names we let in, and with which roles."""

import pytest

from coffeecop.db import db
from coffeecop.models import AuditAction, Role, StaffMember
from coffeecop.parts.openid.admission import OpenIDAction, admit
from coffeecop.parts.openid.identity import Identity
from coffeecop.parts.openid.provider import Provider
from coffeecop.parts.openid.settings import openid_settings
from coffeecop.parts.openid.sign_in import Refusal, SignInRefused
from tests.factories import make_agency, make_staff
from tests.staff.identity.passwords import hashed
from tests.stored import all_of, audit_actions, audited, reload

ISSUER = "https://accounts.example.gov"
EMAIL = "ana.diaz@example.gov"
DOMAIN = {"OIDC_ALLOWED_DOMAINS": "example.gov"}
GROUPS = {"OIDC_GROUPS": "Leads=organizer+officer,Chiefs=admin,Internal Affairs=complaints"}


def come(*groups, email=EMAIL, subject="ana", issuer=ISSUER, name=None, **environ):
    """Let somebody in whom the provider names; return the account, or why there is none."""
    needed = {"OIDC_ISSUER": ISSUER, "OIDC_CLIENT_ID": "us", "OIDC_CLIENT_SECRET": "secret"}
    provider = Provider(openid_settings({**needed, **environ}))
    try:
        member = admit(Identity(issuer, subject, email, name, frozenset(groups)), provider)
    except SignInRefused as refused:
        db.session.rollback()
        return refused.refusal
    db.session.commit()
    return member


def roles_after(*groups, **given):
    return set(come(*groups, **given).roles)


def test_later_the_subject_decides_and_not_the_address(app):
    ana = make_staff(email=EMAIL, password_hash=hashed())

    assert come() == come(email="ana.new@example.gov") == ana

    assert (reload(ana).email, ana.password_hash) == (EMAIL, hashed())
    assert (ana.provider_issuer, ana.provider_subject) == (ISSUER, "ana")
    assert audit_actions() == [OpenIDAction.LINKED]


@pytest.mark.parametrize(
    "identity",
    [
        {"email": "eve@example.gov"},
        {"email": None},
        {"email": "demo@example.gov"},
        {"email": "leo@example.gov.example.org", **DOMAIN},
        {"email": "leo@sub.example.gov", **DOMAIN},
        {"email": None, **DOMAIN},
    ],
    ids=str,
)
def test_nobody_comes_in_uninvited(app, identity):
    make_staff(Role.ADMIN, email=EMAIL)
    make_staff(email="demo@example.gov", is_demo=True)

    assert come(**identity) is Refusal.NOT_INVITED
    assert len(all_of(StaffMember)) == 2


def test_the_first_account_and_those_of_several_departments_are_never_made_here(app):
    make_agency()
    assert come(**DOMAIN) is Refusal.NOT_INVITED, "it has nobody yet"

    make_staff(Role.ADMIN, agency=make_agency())
    assert come(**DOMAIN) is Refusal.NOT_INVITED, "of which is she?"


@pytest.mark.parametrize("identity", [{"subject": "the next ana"}, {"issuer": "https://a.example"}])
def test_who_has_the_address_or_the_subject_of_a_colleague_is_not_that_colleague(app, identity):
    make_staff(email=EMAIL)
    come()

    assert come(**identity) is Refusal.OTHER_IDENTITY


@pytest.mark.parametrize("is_linked", [True, False])
def test_who_is_disabled_is_refused(app, is_linked):
    ana = make_staff(email=EMAIL)
    if is_linked:
        come()
    ana.disable()
    db.session.commit()

    assert come() is Refusal.DISABLED
    assert reload(ana).is_linked_to_provider is is_linked


@pytest.mark.parametrize(("told", "name"), [("Leo Kim", "Leo Kim"), (None, "leo.kim")])
def test_who_has_an_address_of_the_department_needs_no_invitation(app, told, name):
    agency = make_staff(Role.ADMIN).agency

    leo = come(email="leo.kim@example.gov", name=told, **DOMAIN)

    assert (leo.name, leo.agency_id, set(leo.roles)) == (name, agency.id, {Role.OFFICER})
    assert audited()[0] == (AuditAction.STAFF_ADDED, None, leo.id, {"roles": [["officer"]]})


def test_groups_give_roles_at_each_sign_in(app):
    ana = make_staff(Role.RECORDS, email=EMAIL)

    given = {Role.ORGANIZER, Role.OFFICER, Role.COMPLAINTS}
    assert roles_after("Leads", "Internal Affairs", "Choir", **GROUPS) == given
    roles = [["records"], ["officer", "organizer", "complaints"]]
    detail = {"roles": roles, "by_groups": None}
    assert audited()[-1] == (AuditAction.STAFF_CHANGED, None, ana.id, detail)

    assert roles_after("Leads", **GROUPS) == {Role.ORGANIZER, Role.OFFICER}
    assert roles_after("Chiefs") == {Role.ORGANIZER, Role.OFFICER}, "without groups, by hand"


def test_who_is_in_no_group_with_a_role_is_refused_and_keeps_what_was_given(app):
    ana = make_staff(Role.RECORDS, email=EMAIL)

    assert come("Choir", **GROUPS) is Refusal.NO_GROUP

    assert set(reload(ana).roles) == {Role.RECORDS}
    assert not ana.is_linked_to_provider


def test_in_an_allowed_domain_who_is_in_no_group_is_an_officer(app):
    make_staff(Role.ADMIN)

    leo = {"email": "leo@example.gov", "subject": "leo"}
    assert roles_after("Choir", **leo, **GROUPS, **DOMAIN) == {Role.OFFICER}
    assert roles_after("Chiefs", **GROUPS, **DOMAIN) == {Role.ADMIN}


def test_groups_never_take_the_last_administrator_away(app):
    make_staff(Role.ADMIN, email=EMAIL)
    leads = {Role.ORGANIZER, Role.OFFICER}
    assert roles_after("Leads", **GROUPS) == {Role.ADMIN, *leads}

    make_staff(Role.ADMIN)
    assert roles_after("Leads", **GROUPS) == leads


def test_who_was_no_administrator_does_not_become_one_where_there_is_none(app):
    make_staff(Role.RECORDS, email=EMAIL)

    assert roles_after("Leads", **GROUPS) == {Role.ORGANIZER, Role.OFFICER}
